/**
 * Files of tagged sentences in columns, as the shared tasks of CoNLL made them: a word on each line, its tag in another
 * column, an empty line after each sentence.
 *
 * Source: E. Tjong Kim Sang and F. De Meulder, "Introduction to the CoNLL-2003 Shared Task", 2003.
 */
import { FormatError } from '@bertsmith/tensor';
import { readTextLines, requireUtf8, type TextLine } from '../files/read-text-lines.js';
import { type BadRows, rejectRow } from '../rows/bad-rows.js';
import { findTagProblem } from './entity-spans.js';
import type { TagScheme } from './tag-scheme.js';

/** How the columns are read. */
export interface ConllFormat {
  /** How the file's tags say where entities are. Default `IOB2`. */
  readonly scheme?: TagScheme | undefined;
  /** The column of the word, from 1. Default 1. */
  readonly wordColumn?: number | undefined;
  /** The column of the tag, from 1. Default: the last. */
  readonly tagColumn?: number | undefined;
  /** What lines that are no data begin with. Default: there are none, `#` is a word. */
  readonly comments?: string | undefined;
}

/** A file and its format. */
export interface ConllSource extends ConllFormat {
  readonly path: string;
  /** Told of sentences with a line that cannot be used. */
  readonly badRows: BadRows;
  readonly signal?: AbortSignal | undefined;
}

/** A sentence with a tag for each word. */
export interface TaggedSentence {
  readonly words: readonly string[];
  readonly tags: readonly string[];
}

/** The first column of a line that stands between two documents. */
const DOCUMENT_MARK = '-DOCSTART-';

/**
 * The sentences of a file. Columns are told apart by tabs, or, on a line without any, by spaces; marks between documents
 * are left out.
 *
 * A sentence is a bad row when one of its lines has another number of columns than the first of the file, no word, a tag
 * that its scheme does not have or does not allow there, or is not UTF-8.
 *
 * @throws FormatError for a bad row
 */
export async function readConll(source: ConllSource): Promise<TaggedSentence[]> {
  const { path, badRows, signal, comments } = source;
  const sentences: TaggedSentence[] = [];
  let layout: ConllLayout | undefined;
  let open: TextLine[] = [];
  const close = () => {
    const lines = open;
    open = [];
    if (lines[0] === undefined) return;
    const sentence = badRows.attempt({ path, line: lines[0].line }, () => {
      const texts = lines.map(requireUtf8);
      layout ??= readLayout(lines[0] as TextLine, source);
      return parseSentence(lines, texts, layout);
    });
    if (sentence !== undefined) sentences.push(sentence);
  };
  for await (const lines of readTextLines(path, signal)) {
    for (const line of lines) {
      if (comments !== undefined && line.text?.startsWith(comments)) continue;
      if (isBoundary(line)) close();
      else open.push(line);
    }
  }
  close();
  return sentences;
}

interface ConllLayout {
  readonly scheme: TagScheme;
  /** Columns of each line. */
  readonly width: number;
  readonly wordIndex: number;
  readonly tagIndex: number;
}

/** The columns of a file, by the first line of its first sentence. */
function readLayout({ line, text = '' }: TextLine, source: ConllSource): ConllLayout {
  const { path, scheme = 'IOB2', wordColumn = 1 } = source;
  const width = splitColumns(text).length;
  const { tagColumn = Math.max(width, wordColumn + 1) } = source;
  const isThere = (column: number) => Number.isInteger(column) && column >= 1 && column <= width;
  if (isThere(wordColumn) && isThere(tagColumn)) {
    return { scheme, width, wordIndex: wordColumn - 1, tagIndex: tagColumn - 1 };
  }
  throw new FormatError(
    `${path}:${line}: expected a word in column ${wordColumn} and a tag in column ${tagColumn}, found ${width} columns between tabs or spaces`,
    { path, line, wordColumn, tagColumn, columns: width },
  );
}

function isBoundary({ text }: TextLine): boolean {
  return text !== undefined && (text.trim() === '' || splitColumns(text)[0] === DOCUMENT_MARK);
}

function splitColumns(text: string): string[] {
  return text.includes('\t') ? text.split('\t') : text.trim().split(/ +/);
}

function parseSentence(lines: readonly TextLine[], texts: readonly string[], layout: ConllLayout): TaggedSentence {
  const { scheme, width, wordIndex, tagIndex } = layout;
  const at = (position: number) => ({ line: (lines[position] as TextLine).line });
  const columns = texts.map(splitColumns);
  columns.forEach((values, position) => {
    if (values.length !== width) rejectRow(`expected ${width} columns, found ${values.length}`, at(position));
    if (values[wordIndex]?.trim() === '') rejectRow('there is no word', at(position));
  });
  const tags = columns.map((values) => values[tagIndex] as string);
  const found = findTagProblem(tags, scheme);
  if (found !== undefined) rejectRow(found.problem, at(found.position));
  return { words: columns.map((values) => values[wordIndex] as string), tags };
}
