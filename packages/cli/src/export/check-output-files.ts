import { lstat } from 'node:fs/promises';
import { OutputError } from '@bertsmith/tensor';

/**
 * Before any work is done: that nothing is there which would be replaced.
 *
 * @throws OutputError when one of the files is there and `overwrite` is not set, or is a directory; the message names the flag
 */
export async function checkOutputFiles(paths: readonly string[], overwrite: boolean): Promise<void> {
  for (const path of paths) {
    const found = await lstat(path).catch(() => undefined);
    if (found === undefined) continue;
    if (found.isDirectory()) throw new OutputError(`the output '${path}' is a directory: name a file in it`, { path });
    if (overwrite) continue;
    throw new OutputError(
      `the output file '${path}' is there already: choose another name, or replace it with --overwrite`,
      { path },
    );
  }
}
