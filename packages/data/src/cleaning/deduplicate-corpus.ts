import { createHash } from 'node:crypto';
import { type Corpus, createCorpus, type Document } from '../corpora/corpus.js';
import { MinHash, type MinHashOptions } from './min-hash.js';
import { NearDuplicateIndex } from './near-duplicate-index.js';

/** What counts as the same. */
export interface DeduplicateOptions extends MinHashOptions {
  /**
   * Estimated resemblance (share of common shingles) from which a document is left out, above 0 and at most 1; `false` finds only
   * exact copies. Default 0.8.
   */
  readonly nearThreshold?: number | false | undefined;
}

/** 96 bits: among 10^9 documents, two different ones are taken for copies with probability 10^-11. */
const KEY_CHARACTERS = 16;

/**
 * A corpus in which each text comes once: the first of those that are the same stays. Left out and counted are `exact duplicate`,
 * equal but for case and white space, and `near duplicate`, found by {@link MinHash} and {@link NearDuplicateIndex}. Titles make no
 * difference.
 *
 * Documents are held one at a time; in memory stay some 100 bytes for each that was given out, and 1.4 kB more with near duplicates.
 * The same corpus and seed give the same documents.
 *
 * Of pairs just at the threshold about 1 in 20 is missed because no band is common, and the estimate of the others is off by 0.04 (a
 * standard deviation, for 128 numbers): it is a filter, not a proof.
 *
 * @example
 * const corpus = deduplicateCorpus(readWikipediaDump('enwiki.xml.bz2'), { nearThreshold: 0.9 });
 */
export function deduplicateCorpus(corpus: Corpus, options: DeduplicateOptions = {}): Corpus {
  const { nearThreshold = 0.8, ...minHashOptions } = options;
  const minHash = new MinHash(minHashOptions);
  const createIndex = () =>
    nearThreshold === false ? undefined : new NearDuplicateIndex(minHash.signatureSize, nearThreshold);
  createIndex(); // Once at once, for what is wrong with the options.
  return createCorpus({
    source: corpus.source,
    from: corpus,
    async *read(countLeftOut) {
      const seen = new Set<string>();
      const index = createIndex();
      for await (const document of corpus) {
        const text = textOf(document);
        const key = createHash('sha1').update(text).digest('base64').slice(0, KEY_CHARACTERS);
        if (seen.has(key)) countLeftOut('exact duplicate');
        else if (index?.findOrAdd(minHash.sign(text)) !== undefined) countLeftOut('near duplicate');
        else {
          seen.add(key);
          yield document;
        }
      }
    },
  });
}

function textOf({ paragraphs }: Document): string {
  return paragraphs.join(' ').toLowerCase().replace(/\s+/g, ' ').trim();
}
