import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FormatError } from '@bertsmith/tensor';
import { readTextFileOrFail } from '@bertsmith/tensor/files';

/**
 * The configuration of a model directory as its file has it, of whatever kind of model: it is looked at, not used.
 *
 * @returns undefined when there is no `config.json`
 * @throws FormatError when it is no JSON object
 */
export async function readConfigObject(directory: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  const path = join(directory, 'config.json');
  if (!existsSync(path)) return undefined;
  return parseObject(await readTextFileOrFail(path), path);
}

function parseObject(text: string, path: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch (cause) {
    throw new FormatError(`${path}: not JSON: save it again`, { path, cause });
  }
  throw new FormatError(`${path}: expected an object`, { path });
}
