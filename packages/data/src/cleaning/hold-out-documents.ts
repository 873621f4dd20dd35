import { ConfigError } from '@bertsmith/tensor';
import { type Corpus, createCorpus, type Document } from '../corpora/corpus.js';
import { isHeldOut } from '../tasks/held-out-by-hash.js';

/** The two parts of a corpus; each is read from the whole. */
export interface SplitCorpus {
  /** To learn from. */
  readonly train: Corpus;
  /** To judge by. */
  readonly validation: Corpus;
}

/**
 * Splits a corpus by the content of its documents: about one in `divisor` is held out. The same document is on the same side
 * whatever stands around it, and copies never on both. What is on the other side is counted as `other part of the corpus`.
 *
 * @throws ConfigError when `divisor` is no whole number from 2
 * @example
 * const { train, validation } = holdOutDocuments(readWikipediaDump('enwiki.xml.bz2'), 100);
 */
export function holdOutDocuments(corpus: Corpus, divisor: number): SplitCorpus {
  if (!Number.isSafeInteger(divisor) || divisor < 2) {
    throw new ConfigError(`divisor is ${divisor}, expected a whole number from 2`, { divisor });
  }
  return { train: partOf(corpus, divisor, false), validation: partOf(corpus, divisor, true) };
}

function partOf(corpus: Corpus, divisor: number, heldOut: boolean): Corpus {
  return createCorpus({
    source: corpus.source,
    from: corpus,
    async *read(countLeftOut) {
      for await (const document of corpus) {
        if (isHeldOut(textOf(document), divisor) === heldOut) yield document;
        else countLeftOut('other part of the corpus');
      }
    },
  });
}

function textOf({ paragraphs }: Document): string {
  return paragraphs.join('\n');
}
