import { join } from 'node:path';
import { ConfigError } from '@bertsmith/tensor';
import { describeNames, listFolder } from '../files/list-folder.js';

/** The paths of tagged sentences. */
export interface ConllFiles {
  readonly train: string;
  /** None: sentences of `train` are held out. */
  readonly validation?: string | undefined;
  readonly test?: string | undefined;
}

/** What the files of one part are called: by WNUT-17, by CoNLL-2003, by those who publish it anew; and otherwise. */
interface PartNames {
  readonly names: readonly string[];
  readonly pattern: RegExp;
}

const TRAIN: PartNames = {
  names: ['wnut17train.conll', 'eng.train', 'train.txt', 'train.conll'],
  pattern: /train.*\.conll$/i,
};
const VALIDATION: PartNames = {
  names: ['emerging.dev.conll', 'eng.testa', 'valid.txt', 'dev.txt', 'valid.conll', 'dev.conll'],
  pattern: /(dev|valid).*\.conll$/i,
};
const TEST: PartNames = {
  names: ['emerging.test.annotated', 'eng.testb', 'test.txt', 'test.conll'],
  pattern: /test.*\.conll$/i,
};

/**
 * The files of a folder with a part to learn from, one to judge by and perhaps a test part, which stands in for the
 * second one where that is not there; or a single file.
 *
 * @throws ConfigError when there is none to learn from, or several that could be one part
 */
export async function locateConllFiles(task: string, path: string): Promise<ConllFiles> {
  const names = await listFolder(path, task);
  if (names === undefined) return { train: path };
  const find = (part: PartNames) => {
    const name = findPart(part, names, { task, path });
    return name === undefined ? undefined : join(path, name);
  };
  const train = find(TRAIN);
  if (train === undefined) {
    const message = `${task}: expected ${TRAIN.names.join(', ')} or another *train*.conll in '${path}', found ${describeNames(names)}; give the folder, or a file`;
    throw new ConfigError(message, { task, path, found: names });
  }
  const [validation, test] = [find(VALIDATION), find(TEST)];
  return validation === undefined ? { train, validation: test } : { train, validation, test };
}

function findPart(
  { names: known, pattern }: PartNames,
  names: readonly string[],
  place: { task: string; path: string },
) {
  const published = known.find((name) => names.includes(name));
  if (published !== undefined) return published;
  const matching = names.filter((name) => pattern.test(name));
  if (matching.length <= 1) return matching[0];
  const message = `${place.task}: ${matching.length} files in '${place.path}' could be the same part: ${describeNames(matching)}; name the files`;
  throw new ConfigError(message, { ...place, found: matching });
}
