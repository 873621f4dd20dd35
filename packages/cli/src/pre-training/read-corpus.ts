import { type Corpus, readPlainText, readWikipediaDump } from '@bertsmith/data';

/** How a corpus is read, by what it is. */
export const CORPUS_FORMATS = {
  /** A file is a document, blank lines part paragraphs. */
  text: (path: string) => readPlainText(path),
  /** A file is a document, each line a paragraph. */
  lines: (path: string) => readPlainText(path, { layout: 'lines' }),
  /** Blank lines part documents, each line is a paragraph. */
  documents: (path: string) => readPlainText(path, { layout: 'documents' }),
  /** Headings in ` = equals signs = `. */
  wikitext: (path: string) => readPlainText(path, { layout: 'wikitext' }),
  /** A MediaWiki XML dump. */
  wikipedia: (path: string) => readWikipediaDump(path),
} satisfies Readonly<Record<string, (path: string) => Corpus>>;
