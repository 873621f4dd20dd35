import { openSafetensors, type SafetensorsFile } from '@bertsmith/tensor/files';
import type { Checkpoint, CheckpointTensor } from '../checkpoint.js';

/**
 * A single safetensors file as a checkpoint.
 *
 * @throws InputError when it is missing or cannot be read, FormatError when it is damaged
 */
export async function openSafetensorsCheckpoint(path: string): Promise<Checkpoint> {
  const file = await openSafetensors(path);
  return {
    path,
    format: 'safetensors',
    files: [path],
    tensors: describeTensors(file),
    readInto: (name, target) => file.readInto(name, target),
    readRows: (name, firstRow, target) => file.readRows(name, firstRow, target),
    close: () => file.close(),
    [Symbol.asyncDispose]: () => file.close(),
  };
}

function describeTensors({ entries, path }: SafetensorsFile): ReadonlyMap<string, CheckpointTensor> {
  return new Map(Array.from(entries, ([key, { name, dtype, shape }]) => [key, { name, dtype, shape, path }]));
}
