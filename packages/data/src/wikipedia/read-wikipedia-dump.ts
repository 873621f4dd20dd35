import { InputError } from '@bertsmith/tensor';
import { type Corpus, type CountLeftOut, createCorpus, type Document } from '../corpora/corpus.js';
import { type BadUtf8Policy, decodeUtf8 } from '../corpora/decode-utf8.js';
import { listFiles } from '../corpora/list-files.js';
import { readFileBytes } from '../corpora/read-file-bytes.js';
import { pageKind } from './page-kind.js';
import { type Page, readPages } from './read-pages.js';
import { stripMarkup } from './strip-markup.js';

/** How a dump is read. */
export interface WikipediaDumpOptions {
  /** Articles with fewer characters of text are left out. Default 1: those without any. */
  readonly minimumCharacters?: number | undefined;
  /** Bytes that are no UTF-8. Default `error`. */
  readonly onBadUtf8?: BadUtf8Policy | undefined;
}

/** Media, files and categories: links to them have no text of the article. */
const NAMESPACES_WITHOUT_TEXT = new Set([-2, 6, 14]);

/**
 * The articles of a Wikipedia dump as plain paragraphs: `pages-articles.xml`, mostly `.bz2`, also in several streams; or a folder of
 * such files, in the order of their names.
 *
 * Left out, and counted in `counts.leftOut`: `redirect`, `disambiguation page`, `list page` (titles as in "List of ..."),
 * `other namespace`, `too little text`. Of a page that stays, {@link stripMarkup} says what does.
 *
 * In the loop: InputError when a file cannot be read or there are no articles; FormatError with file and byte for a broken or
 * truncated `.bz2`, with line and column for XML that stops half-way, with line and byte for broken UTF-8.
 *
 * @example
 * const corpus = readWikipediaDump('enwiki-latest-pages-articles.xml.bz2');
 * for await (const { title, paragraphs } of corpus) console.log(title, paragraphs[0]);
 * console.log(corpus.counts.leftOut); // { redirect: 100, ... }
 */
export function readWikipediaDump(path: string, options: WikipediaDumpOptions = {}): Corpus {
  return createCorpus({ source: path, read: (countLeftOut) => readArticles(path, options, countLeftOut) });
}

async function* readArticles(
  path: string,
  options: WikipediaDumpOptions,
  countLeftOut: CountLeftOut,
): AsyncGenerator<Document> {
  let articles = 0;
  for (const file of await listFiles(path)) {
    const onReplaced = (count: number) => countLeftOut('replaced characters', count);
    const texts = decodeUtf8(readFileBytes(file), { path: file, onBadUtf8: options.onBadUtf8 ?? 'error', onReplaced });
    const namespaces = new Set<string>();
    const onNamespace = (number: number, name: string) => {
      if (NAMESPACES_WITHOUT_TEXT.has(number)) namespaces.add(name.toLowerCase());
    };
    for await (const page of readPages(texts, file, onNamespace)) {
      const document = readArticle(page, namespaces, options, countLeftOut);
      if (document === undefined) continue;
      articles++;
      yield document;
    }
  }
  if (articles === 0) throw new InputError(`reading a corpus: the dump '${path}' has no articles`, { path });
}

function readArticle(
  page: Page,
  namespaces: ReadonlySet<string>,
  options: WikipediaDumpOptions,
  countLeftOut: CountLeftOut,
): Document | undefined {
  const kind = pageKind(page);
  if (kind !== 'article') {
    countLeftOut(kind);
    return undefined;
  }
  const paragraphs = stripMarkup(page.text, { namespaces });
  const characters = paragraphs.reduce((sum, { length }) => sum + length, 0);
  if (characters >= (options.minimumCharacters ?? 1)) return { title: page.title, paragraphs };
  countLeftOut('too little text');
  return undefined;
}
