/** The pages of a MediaWiki XML dump (export-0.10 and -0.11), one at a time, however large the dump is. */
import { FormatError } from '@bertsmith/tensor';
import { SaxesParser } from 'saxes';

/** A page as a dump has it. */
export interface Page {
  readonly title: string;
  /** 0 for articles. */
  readonly namespace: number;
  /** Whether it only points to another page. */
  readonly isRedirect: boolean;
  /** In MediaWiki's markup; of several revisions the last in the file. */
  readonly text: string;
}

/** MediaWiki keeps pages of 2 MB at most; beyond this an end tag is missing. */
const MAXIMUM_PAGE_CHARACTERS = 64 * 1024 * 1024;

/** Told of each namespace that the head of a dump names: its number, and its name in the wiki's language. */
export type OnNamespace = (number: number, name: string) => void;

/** How the elements that are read are nested. */
const TITLE = 'mediawiki/page/title';
const NAMESPACE = 'mediawiki/page/ns';
const REDIRECT = 'mediawiki/page/redirect';
const TEXT = 'mediawiki/page/revision/text';
const PAGE = 'mediawiki/page';
const NAMESPACE_NAME = 'mediawiki/siteinfo/namespaces/namespace';

/**
 * The pages in the order of the dump.
 *
 * @param texts the XML in pieces
 * @throws FormatError with path, line and column when it is no XML, stops half-way, or is no MediaWiki dump
 */
export async function* readPages(
  texts: AsyncIterable<string>,
  path: string,
  onNamespace: OnNamespace = () => {},
): AsyncGenerator<Page> {
  const finished: Page[] = [];
  const parser = createParser(path, finished, onNamespace);
  for await (const text of texts) {
    parser.write(text);
    yield* finished.splice(0);
  }
  parser.close();
}

/** Puts a page into `finished` when its end is read. */
function createParser(path: string, finished: Page[], onNamespace: OnNamespace): SaxesParser {
  const parser = new SaxesParser();
  const elements: string[] = [];
  let place = '';
  let namespaceNumber = 0;
  let content: string[] = [];
  let [characters, page] = [0, emptyPage()];

  parser.on('error', ({ message }) => {
    throw failure(parser, path, message.replace(/^\d+:\d+: /, ''));
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (elements.length === 0 && name !== 'mediawiki') {
      throw failure(parser, path, `expected a dump, which begins with <mediawiki>, found <${name}>`);
    }
    elements.push(name);
    place = elements.join('/');
    content = [];
    if (place === PAGE) [characters, page] = [0, emptyPage()];
    if (place === REDIRECT) page.isRedirect = true;
    if (place === NAMESPACE_NAME) namespaceNumber = Number(attributes.key);
  });
  parser.on('text', (text) => {
    characters += text.length;
    if (characters > MAXIMUM_PAGE_CHARACTERS) throw failure(parser, path, 'a page has more than 64 M characters');
    if (place === TEXT || place === TITLE || place === NAMESPACE || place === NAMESPACE_NAME) content.push(text);
  });
  parser.on('closetag', () => {
    if (place === TEXT) page.text = content.join('');
    else if (place === TITLE) page.title = content.join('');
    else if (place === NAMESPACE) page.namespace = Number(content.join(''));
    else if (place === PAGE) finished.push(page);
    else if (place === NAMESPACE_NAME) onNamespace(namespaceNumber, content.join(''));
    elements.pop();
    place = elements.join('/');
  });
  return parser;
}

function emptyPage() {
  return { title: '', namespace: 0, isRedirect: false, text: '' };
}

function failure(parser: SaxesParser, path: string, problem: string): FormatError {
  const { line, column } = parser;
  const message = `${path}:${line}:${column}: the XML cannot be read: ${problem}; is the dump complete? Fetch it again`;
  return new FormatError(message, { path, line, column });
}
