/** The one place of `inspect` that knows where weights are and how they are read. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openCheckpoint } from '@bertsmith/bert-core/files';
import { bytesPerElement, countElements, InputError } from '@bertsmith/tensor';
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
  const isDirectory = found?.isDirectory() ?? false;
  if (isDirectory && ![WEIGHTS_FILE, INDEX_FILE].some((name) => existsSync(join(path, name)))) {
    throw new InputError(`cannot inspect '${path}': it has neither ${WEIGHTS_FILE} nor ${INDEX_FILE}`, { path });
  }
  await using checkpoint = await openCheckpoint(path);
  return Array.from(checkpoint.tensors.values(), ({ name, dtype, shape, path: file }) => {
    const parameters = countElements(shape);
    return {
      name,
      dtype,
      shape,
      parameters,
      bytes: parameters * bytesPerElement(dtype),
      file: isDirectory ? basename(file) : path,
    };
  });
}
