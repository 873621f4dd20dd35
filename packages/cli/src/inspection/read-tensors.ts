/** The one place of `inspect` that knows where weights are and how they are read. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { countElements, FormatError, InputError } from '@bertsmith/tensor';
import { openSafetensors, readTextFileOrFail } from '@bertsmith/tensor/files';
import type { InspectedTensor } from './inspected-tensor.js';

const WEIGHTS_FILE = 'model.safetensors';
const INDEX_FILE = 'model.safetensors.index.json';

/**
 * The tensors of a safetensors file, or of the weights of a model directory; only headers are read.
 *
 * @throws InputError for what is not there, FormatError for what is damaged
 */
export async function readTensors(path: string): Promise<InspectedTensor[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isDirectory()) return await readFile(path, path);
  const files = await listWeights(path);
  return (await Promise.all(files.map((file) => readFile(join(path, file), file)))).flat();
}

async function listWeights(directory: string): Promise<string[]> {
  if (existsSync(join(directory, WEIGHTS_FILE))) return [WEIGHTS_FILE];
  if (existsSync(join(directory, INDEX_FILE))) return readIndex(join(directory, INDEX_FILE));
  throw new InputError(`cannot inspect '${directory}': it has neither ${WEIGHTS_FILE} nor ${INDEX_FILE}`, {
    path: directory,
  });
}

async function readIndex(path: string): Promise<string[]> {
  const text = await readTextFileOrFail(path);
  try {
    const { weight_map: map } = JSON.parse(text) as { weight_map: Record<string, string> };
    // A name and no path: an index must not lead out of its directory.
    const names = Object.values(map).map((name) => basename(name));
    if (names.length > 0) return [...new Set(names)].sort();
  } catch (cause) {
    throw new FormatError(`${path}: expected an object with weight_map, tensors by the names of their files`, {
      path,
      cause,
    });
  }
  throw new FormatError(`${path}: weight_map names no files`, { path });
}

async function readFile(path: string, file: string): Promise<InspectedTensor[]> {
  await using opened = await openSafetensors(path);
  return Array.from(opened.entries.values(), ({ name, dtype, shape, byteLength }) => ({
    name,
    dtype,
    shape,
    parameters: countElements(shape),
    bytes: byteLength,
    file,
  }));
}
