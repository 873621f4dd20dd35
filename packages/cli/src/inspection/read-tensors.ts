/** The one place of `inspect` that knows where weights are and how they are read. */
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { openCheckpoint, QUANTIZATION_FIELD } from '@bertsmith/bert-core/files';
import { MODEL_FILE, readOnnxTensors } from '@bertsmith/quantize/files';
import { bytesPerElement, countElements, type DType } from '@bertsmith/tensor';
import type { InspectedTensor } from './inspected-tensor.js';
import { readConfigObject } from './read-config-object.js';

/**
 * The tensors of a file of weights, or of a model directory: safetensors or PyTorch's, of which only headers are read; those of an ONNX file, which is what
 * a quantized model has.
 *
 * @throws InputError for what is not there, FormatError for what is damaged
 */
export async function readTensors(path: string): Promise<InspectedTensor[]> {
  const found = await stat(path).catch(() => undefined);
  const isDirectory = found?.isDirectory() ?? false;
  const nameOf = (file: string) => (isDirectory ? basename(file) : path);
  const onnx = await onnxFile(path, isDirectory);
  if (onnx !== undefined) {
    return Array.from(await readOnnxTensors(onnx), ([name, tensor]) => inspected(name, tensor, nameOf(onnx)));
  }
  await using checkpoint = await openCheckpoint(path);
  return Array.from(checkpoint.tensors.values(), (tensor) => inspected(tensor.name, tensor, nameOf(tensor.path)));
}

/** The file, where the weights are in one. */
async function onnxFile(path: string, isDirectory: boolean): Promise<string | undefined> {
  if (!isDirectory) return path.endsWith('.onnx') ? path : undefined;
  const isQuantized = QUANTIZATION_FIELD in ((await readConfigObject(path)) ?? {});
  const file = join(path, MODEL_FILE);
  return isQuantized && existsSync(file) ? file : undefined;
}

function inspected(
  name: string,
  { dtype, shape }: { readonly dtype: DType; readonly shape: readonly number[] },
  file: string,
): InspectedTensor {
  const parameters = countElements(shape);
  return {
    name,
    dtype,
    shape: shape as readonly number[],
    parameters,
    bytes: parameters * bytesPerElement(dtype),
    file,
  };
}
