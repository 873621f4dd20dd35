import { type Corpus, createCorpus } from '../corpora/corpus.js';
import { type NormalizeTextOptions, normalizeText } from './normalize-text.js';

/**
 * A corpus with every paragraph normalized, while it is read. Paragraphs and documents that lose all their text are left out, and
 * counted as `empty paragraph` and `empty document`. Titles stay as they are.
 */
export function normalizeCorpus(corpus: Corpus, options: NormalizeTextOptions = {}): Corpus {
  return createCorpus({
    source: corpus.source,
    from: corpus,
    async *read(countLeftOut) {
      for await (const document of corpus) {
        const normalized = document.paragraphs.map((paragraph) => normalizeText(paragraph, options));
        const paragraphs = normalized.filter((paragraph) => paragraph !== '');
        countLeftOut('empty paragraph', normalized.length - paragraphs.length);
        if (paragraphs.length === 0) countLeftOut('empty document');
        else yield { ...document, paragraphs };
      }
    },
  });
}
