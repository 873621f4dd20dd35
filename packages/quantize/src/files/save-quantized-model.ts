import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BertInferenceModel, formatBertConfig } from '@bertsmith/bert-core';
import { onnxFiles, QUANTIZATION_FIELD } from '@bertsmith/bert-core/files';
import type { OnnxDomain } from '@bertsmith/graph';
import { type FileContent, makeDirectory, writeFilesTogether } from '@bertsmith/tensor/files';
import type { QuantizedModel } from '../model/quantized-model.js';
import { describeFormats } from './format-settings.js';

/** The file of a quantized model's graph and weights. */
export const MODEL_FILE = 'model.onnx';

/** Where the larger tensors are, when they are not in it. */
export const DATA_FILE = `${MODEL_FILE}.data`;

/** How a quantized model is saved. */
export interface SaveQuantizedOptions {
  /** Whether larger tensors go into `model.onnx.data`. Default: only past the 2 GiB that ONNX allows. */
  readonly externalData?: boolean;
}

/**
 * Writes a quantized model into a directory, which is made if need be: `model.onnx`, one file that any ONNX runtime runs and that
 * {@link loadQuantizedModel} reads the weights from, and `config.json`, which says how each weight is kept. The tokenizer's files are not its.
 *
 * No file is replaced before both are complete on the disk. A `model.onnx.data` of an earlier save is removed when this one has none.
 *
 * Int8 uses ops of the standard alone, which ONNX Runtime fuses when it loads them; weights in blocks use its own `MatMulNBits`.
 *
 * @throws OutputError when a file cannot be written
 */
export async function saveQuantizedModel(
  model: QuantizedModel,
  directory: string,
  options: SaveQuantizedOptions = {},
): Promise<void> {
  await makeDirectory(directory);
  const files = quantizedModelFiles(model, directory, options);
  await writeFilesTogether(files);
  const dataPath = join(directory, DATA_FILE);
  if (!files.some(([path]) => path === dataPath)) await rm(dataPath, { force: true });
}

/** The files of a model with their contents, for whoever writes more into the same directory with `writeFilesTogether`. */
export function quantizedModelFiles(
  model: QuantizedModel,
  directory: string,
  { externalData = false }: SaveQuantizedOptions = {},
): (readonly [path: string, data: FileContent])[] {
  const { files } = onnxFiles(model, join(directory, MODEL_FILE), { externalData, domains: domainsOf(model) });
  return [...files, [join(directory, 'config.json'), describe(model)]];
}

function domainsOf({ formats }: QuantizedModel): OnnxDomain[] {
  return [...new Set([...formats.values()].flatMap(({ domains = [] }) => domains))];
}

function describe({ config, architecture, formats }: QuantizedModel<BertInferenceModel>): string {
  const { torch_dtype: _, dtype: __, ...unknownFields } = config.unknownFields;
  const added = { architectures: [architecture], [QUANTIZATION_FIELD]: describeFormats(formats) };
  return formatBertConfig({ ...config, unknownFields: { ...unknownFields, ...added } });
}
