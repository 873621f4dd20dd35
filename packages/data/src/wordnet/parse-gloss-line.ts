/**
 * One line of WordNet's `data.noun`, `data.verb`, `data.adj` or `data.adv`: a meaning's offset in the file, its lexicographer file, its kind,
 * its words and pointers, and after a bar its definition, then examples between quotation marks. Source: `wndb(5WN)`, WordNet 3.1
 * documentation, Princeton University.
 *
 *     00008435 29 v 03 wink 1 blink 1 blink_away 0 003 @ 00233707 v 0000 ... | keep back by blinking; "blink away tears"
 */
import { rejectRow } from '../rows/bad-rows.js';
import { LEXICOGRAPHER_FILES, type LexicographerFile } from './lexicographer-files.js';

/** The parts of speech of WordNet, by their letters; `s` is an adjective that is near another in meaning. */
const PARTS_OF_SPEECH = { n: 'noun', v: 'verb', a: 'adjective', s: 'adjective', r: 'adverb' } as const;

/** A part of speech. */
export type PartOfSpeech = (typeof PARTS_OF_SPEECH)[keyof typeof PARTS_OF_SPEECH];

/** A meaning: the words that have it, and what the dictionary says of it. */
export interface WordnetGloss {
  /** The letter of its part of speech (n, v, a or r) and its offset in the file: `n00001740`. */
  readonly id: string;
  readonly partOfSpeech: PartOfSpeech;
  /** Roughly what it is about: `noun.animal`, `verb.motion`. */
  readonly lexicographerFile: LexicographerFile;
  /** The words that have the meaning, the commonest first; some are several, with spaces between them. */
  readonly words: readonly string[];
  /** Without the examples. */
  readonly definition: string;
  /** Sentences or phrases in which one of the words, perhaps inflected, has this meaning. */
  readonly examples: readonly string[];
  /** The ids of the meanings that this is a kind or a case of. */
  readonly hypernyms: readonly string[];
}

const LINE = /^(\d{8}) (\d\d) ([nvasr]) ([\da-f]{2}) ([^|]*)\| *(.*)$/s;
/** An adjective may say where it stands: `awash(p)`. */
const POSITION_MARK = /\((a|p|ip)\)$/;
const HYPERNYM = /@i? (\d{8}) ([nv]) /g;
/** The first example, and what parts it from the definition. */
const FIRST_EXAMPLE = /(^|[;:,] *|\. *|\) *)"/;

/** The meaning of a line; rejects one that is not as the files have them. */
export function parseGlossLine(content: string): WordnetGloss {
  const [, offset, file, letter, count, fields = '', gloss = ''] = LINE.exec(content) ?? [];
  const lexicographerFile = LEXICOGRAPHER_FILES[Number(file)];
  const words = wordsOf(fields, Number.parseInt(count ?? '', 16));
  const parts = splitGloss(gloss.trim());
  if (parts.definition === '' || words.length === 0) {
    rejectRow(`expected '<offset> <file> <n, v, a, s or r> <words> | <definition>', found '${content.slice(0, 60)}'`);
  }
  if (lexicographerFile === undefined) rejectRow(`expected a lexicographer file from 00 to 44, found ${file}`);
  const partOfSpeech = PARTS_OF_SPEECH[letter as keyof typeof PARTS_OF_SPEECH];
  const hypernyms = [...fields.matchAll(HYPERNYM)].map(([, target, kind]) => `${kind}${target}`);
  const id = `${partOfSpeech === 'adjective' ? 'a' : letter}${offset}`;
  return { id, partOfSpeech, lexicographerFile, words, ...parts, hypernyms };
}

/** Each word is followed by a number. */
function wordsOf(fields: string, count: number): string[] {
  const words = fields.split(' ').slice(0, 2 * count);
  const isComplete = words.length === 2 * count && words.every((word) => word !== '');
  const named = words.filter((_, index) => index % 2 === 0);
  return isComplete ? named.map((word) => word.replace(POSITION_MARK, '').replaceAll('_', ' ')) : [];
}

function splitGloss(gloss: string): Pick<WordnetGloss, 'definition' | 'examples'> {
  const first = FIRST_EXAMPLE.exec(gloss);
  if (first === null) return { definition: gloss, examples: [] };
  const parting = first[1]?.startsWith(')') ? 1 : 0;
  const examples = [...gloss.slice(first.index).matchAll(/"([^"]+)"/g)].map(([, example = '']) => example.trim());
  return { definition: gloss.slice(0, first.index + parting).trim(), examples: examples.filter((each) => each !== '') };
}
