import { join } from 'node:path';
import { ConfigError } from '@bertsmith/tensor';
import { describeNames, listFolder } from '../files/list-folder.js';

/** The paths of the questions. */
export interface SquadFiles {
  readonly train: string;
  /** None: questions of `train` are held out. */
  readonly validation?: string;
}

/**
 * The files of a version of SQuAD: a single one, or `train-v1.1.json` and `dev-v1.1.json` in a folder; without those, the
 * one whose name goes on after the version, and then the only one with `train-` and `dev-` at all.
 *
 * @param version as the names have it: `v1.1`
 * @throws ConfigError when they are not there, or there are several
 */
export async function locateSquadFiles(task: string, version: string, path: string | undefined): Promise<SquadFiles> {
  const expected = `train-${version}.json and dev-${version}.json`;
  if (path === undefined) {
    throw new ConfigError(`${task}: no data is given; give the path of a file, or of a folder with ${expected}`, {
      task,
    });
  }
  const names = await listFolder(path, task);
  if (names === undefined) return { train: path };
  const find = (part: string) => {
    const name = findPart(part, version, names);
    if (name !== undefined) return join(path, name);
    const message = `${task}: expected ${expected} in '${path}', or one other file of each, found ${describeNames(names)}`;
    throw new ConfigError(message, { task, path, expected, found: names });
  };
  return { train: find('train'), validation: find('dev') };
}

function findPart(part: string, version: string, names: readonly string[]): string | undefined {
  const exact = `${part}-${version}.json`;
  if (names.includes(exact)) return exact;
  const files = names.filter((name) => name.startsWith(`${part}-`) && name.endsWith('.json'));
  const ofVersion = files.filter((name) => name.startsWith(`${part}-${version}`));
  const choice = ofVersion.length > 0 ? ofVersion : files;
  return choice.length === 1 ? choice[0] : undefined;
}
