import { join } from 'node:path';
import { ConfigError } from '@bertsmith/tensor';
import { describeNames, listFolder } from '../files/list-folder.js';
import type { GlueLayout, GlueSpecification } from './glue-specifications.js';

/** The paths of a task's files. */
export interface GlueFiles {
  readonly train: readonly string[];
  readonly validation: string;
  readonly further: Readonly<Record<string, string>>;
  readonly trainHasValidation: boolean;
}

/**
 * The files of a task of GLUE in its own folder, or in the one that GLUE's archive has for it there.
 *
 * @throws ConfigError when they are not there; the message has the names looked for and found
 */
export async function locateGlueFiles(
  { name, folder, layouts }: GlueSpecification,
  path: string | undefined,
): Promise<GlueFiles> {
  const expected = layouts.map(({ train, validation }) => `${train} and ${validation}`).join(', or ');
  if (path === undefined) {
    throw new ConfigError(`${name}: no data is given; give the path of its folder, with ${expected}`, { task: name });
  }
  const names = await listFolder(path, name);
  if (names === undefined) {
    throw new ConfigError(`${name}: '${path}' is a file; give the folder, with ${expected}`, { task: name, path });
  }
  const inside = names.includes(folder) ? await listFolder(join(path, folder), name) : undefined;
  const files = chooseLayout(layouts, path, names) ?? chooseLayout(layouts, join(path, folder), inside ?? []);
  if (files !== undefined) return files;
  throw new ConfigError(
    `${name}: expected ${expected} in '${path}' or its folder ${folder}, found ${describeNames(inside ?? names)}`,
    { task: name, path, expected, found: inside ?? names },
  );
}

function chooseLayout(layouts: readonly GlueLayout[], path: string, names: readonly string[]): GlueFiles | undefined {
  const layout = layouts.find(({ train, validation }) => names.includes(train) && names.includes(validation));
  if (layout === undefined) return undefined;
  const { train, moreTrain, validation, further = {}, trainHasValidation = false } = layout;
  const isThere = (name: string | undefined): name is string => name !== undefined && names.includes(name);
  const furtherThere = Object.entries(further).filter(([, file]) => isThere(file));
  return {
    train: [train, moreTrain].filter(isThere).map((file) => join(path, file)),
    validation: join(path, validation),
    further: Object.fromEntries(furtherThere.map(([part, file]) => [part, join(path, file)])),
    trainHasValidation,
  };
}
