import { FormatError } from '@bertsmith/tensor';
import { readTextFileOrFail } from '@bertsmith/tensor/files';

/** What a file of JSON says. @throws InputError when it cannot be read, FormatError when it is not JSON */
export async function readJsonFile(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readTextFileOrFail(path)) as unknown;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new FormatError(`${path}: not JSON: ${cause.message}`, { path, cause });
  }
}
