/**
 * One line of WordNet's `data.noun`: a synset's offset, its lexicographer file, its words and pointers, and, after a
 * bar, its definition with example sentences. Source: `wndb(5WN)`, WordNet 3.1 documentation, Princeton University.
 *
 *     00001740 03 n 01 entity 0 003 ~ 00001930 n 0000 ... | that which is perceived or known ...
 */

import type { Example } from '../examples/example.js';
import { rejectRow } from '../rows/bad-rows.js';
import { FIRST_NOUN_FILE, NOUN_LEXICOGRAPHER_FILES } from './lexicographer-files.js';

const SYNSET = /^\d{8} (\d\d) n [^|]*\|(.*)$/s;

/** The definition and the class of a synset; rejects a line that is no noun's, has no definition or an unknown file. */
export function parseNounLine(content: string): Example {
  const [, file, gloss] = SYNSET.exec(content) ?? [];
  const text = gloss?.trim() ?? '';
  const label = Number(file) - FIRST_NOUN_FILE;
  if (file === undefined || text === '') {
    rejectRow(`expected '<offset> <file> n <words> | <definition>', found '${shorten(content)}'`);
  }
  if (NOUN_LEXICOGRAPHER_FILES[label] === undefined) {
    rejectRow(`expected a lexicographer file from 03 to 28, found ${file}`);
  }
  return { text, label };
}

function shorten(content: string): string {
  return content.length <= 60 ? content : `${content.slice(0, 57)}...`;
}
