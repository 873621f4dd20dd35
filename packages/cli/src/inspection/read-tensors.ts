/** The one place of `inspect` that knows where weights are and how they are read. */
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { openCheckpoint } from '@bertsmith/bert-core/files';
import { bytesPerElement, countElements } from '@bertsmith/tensor';
import type { InspectedTensor } from './inspected-tensor.js';

/**
 * The tensors of a file of weights, or of a model directory, safetensors or PyTorch's; only headers are read.
 *
 * @throws InputError for what is not there, FormatError for what is damaged
 */
export async function readTensors(path: string): Promise<InspectedTensor[]> {
  const found = await stat(path).catch(() => undefined);
  const isDirectory = found?.isDirectory() ?? false;
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
