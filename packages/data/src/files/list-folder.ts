import { readdir, stat } from 'node:fs/promises';
import { ConfigError } from '@bertsmith/tensor';

/** Names that {@link describeNames} lists. */
const MOST_NAMED = 12;

/**
 * The names of what is in a folder, sorted; nothing when the path is a file.
 *
 * @param task the task whose data it is, for messages
 * @throws ConfigError when there is nothing at the path
 */
export async function listFolder(path: string, task: string): Promise<readonly string[] | undefined> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new ConfigError(`${task}: there is no '${path}'; give the path of its data`, { task, path, cause });
  });
  return found.isDirectory() ? (await readdir(path)).sort() : undefined;
}

/** Names of files for a message. */
export function describeNames(names: readonly string[]): string {
  const listed = names.slice(0, MOST_NAMED).join(', ');
  return names.length > MOST_NAMED ? `${listed}, ... (${names.length} in all)` : listed || 'nothing';
}
