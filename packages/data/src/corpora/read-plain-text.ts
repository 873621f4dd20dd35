import { ConfigError, FormatError, InputError } from '@bertsmith/tensor';
import { type Corpus, type CountLeftOut, createCorpus, type Document } from './corpus.js';
import { type BadUtf8Policy, decodeUtf8 } from './decode-utf8.js';
import { listFiles } from './list-files.js';
import { readFileBytes } from './read-file-bytes.js';
import { readLines } from './read-lines.js';
import { createDocumentBuilder, isTextLayout, type TextLayout, textLayouts } from './text-layout.js';

/** How files of plain text are read. */
export interface PlainTextOptions {
  /** How documents and paragraphs are told apart. Default `blocks`: a file is a document, blank lines part paragraphs. */
  readonly layout?: TextLayout | undefined;
  /** Of a folder, only files whose names end so. Default: all but hidden ones. */
  readonly endings?: readonly string[] | undefined;
  /** Bytes that are no UTF-8. Default `error`. */
  readonly onBadUtf8?: BadUtf8Policy | undefined;
}

/** A document is held in memory as a whole; one beyond this was made by a wrong layout. */
const MAXIMUM_DOCUMENT_CHARACTERS = 256 * 1024 * 1024;

/**
 * The documents of a text file, or of all files in a folder in the order of their paths. Names in `.bz2` are unpacked.
 *
 * `counts.leftOut` has `replaced characters` for broken UTF-8 under the policy `replace`, and `empty file`.
 *
 * @throws ConfigError at once for a layout that there is not. In the loop: InputError when a file or folder cannot be read or has no
 *   text; FormatError with file and line or byte for broken UTF-8, for a broken `.bz2`, or for a document of more than 256 M characters
 * @example
 * for await (const { paragraphs } of readPlainText('books/')) console.log(paragraphs[0]);
 */
export function readPlainText(path: string, options: PlainTextOptions = {}): Corpus {
  const { layout = 'blocks' } = options;
  if (!isTextLayout(layout)) {
    throw new ConfigError(`layout is '${layout}', expected ${textLayouts().join(', ')}`, { layout });
  }
  return createCorpus({ source: path, read: (countLeftOut) => readFiles(path, options, countLeftOut) });
}

async function* readFiles(
  path: string,
  options: PlainTextOptions,
  countLeftOut: CountLeftOut,
): AsyncGenerator<Document> {
  let hasText = false;
  for (const file of await listFiles(path, options.endings)) {
    let documents = 0;
    for await (const document of readDocuments(file, options, countLeftOut)) {
      documents++;
      yield document;
    }
    if (documents === 0) countLeftOut('empty file');
    hasText ||= documents > 0;
  }
  if (!hasText) throw new InputError(`reading a corpus: there is no text in '${path}'`, { path });
}

async function* readDocuments(
  file: string,
  { layout = 'blocks', onBadUtf8 = 'error' }: PlainTextOptions,
  countLeftOut: CountLeftOut,
): AsyncGenerator<Document> {
  const builder = createDocumentBuilder(layout);
  const onReplaced = (count: number) => countLeftOut('replaced characters', count);
  let characters = 0;
  for await (const lines of readLines(decodeUtf8(readFileBytes(file), { path: file, onBadUtf8, onReplaced }), file)) {
    for (const line of lines) {
      const document = builder.add(line);
      characters = document === undefined ? characters + line.length : line.length;
      if (document !== undefined) yield document;
    }
    if (characters > MAXIMUM_DOCUMENT_CHARACTERS) throw tooLong(file, layout);
  }
  const last = builder.finish();
  if (last !== undefined) yield last;
}

function tooLong(path: string, layout: TextLayout): FormatError {
  const message =
    `${path}: a document has more than ${MAXIMUM_DOCUMENT_CHARACTERS} characters in the layout '${layout}'; ` +
    `if blank lines part documents, read it with layout: 'documents'`;
  return new FormatError(message, { path, layout, expected: MAXIMUM_DOCUMENT_CHARACTERS });
}
