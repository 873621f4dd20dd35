import { join, resolve } from 'node:path';
import { ConfigError } from '@bertsmith/tensor';
import { describeNames, listFolder } from '../files/list-folder.js';
import type { TableTaskOptions } from './table-task.js';

/** Where the rows of a task are. */
export interface TableFiles {
  readonly train: string;
  /** None: rows of `train` are held out. */
  readonly validation?: string | undefined;
}

/** A file of the folder to judge by: the first of these that is there. */
const VALIDATION_NAMES = ['validation', 'valid', 'val', 'dev', 'test'];

/**
 * The files of a task: the one that it names, or `train` and `validation` (`valid`, `val`, `dev`, `test`) in its folder.
 *
 * @param base where relative paths start: default the working directory
 * @throws ConfigError when they are not there; the message has what is
 */
export async function locateTables(name: string, options: TableTaskOptions, base = '.'): Promise<TableFiles> {
  const { format, path = '' } = options;
  const place = resolve(base, path);
  const names = await listFolder(place, name);
  const named = options.validation === undefined ? undefined : resolve(base, options.validation);
  if (names === undefined) return { train: place, validation: named };
  const train = `train.${format}`;
  if (!names.includes(train)) {
    const message = `${name}: expected ${train} in '${place}', found ${describeNames(names)}; give its folder, or a file`;
    throw new ConfigError(message, { task: name, path: place, expected: train, found: names });
  }
  const judged = VALIDATION_NAMES.map((part) => `${part}.${format}`).find((file) => names.includes(file));
  return { train: join(place, train), validation: named ?? (judged === undefined ? undefined : join(place, judged)) };
}
