import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@bertsmith/tensor';
import type { Checkpoint } from './checkpoint.js';
import { openPytorchFile } from './pytorch/open-pytorch-file.js';
import { openSafetensorsCheckpoint } from './safetensors/open-safetensors-checkpoint.js';
import { openShardedCheckpoint } from './sharded/open-sharded-checkpoint.js';

/** Where Hugging Face's libraries put weights, in the order that they look for them. */
const WEIGHTS_FILES = [
  'model.safetensors',
  'model.safetensors.index.json',
  'pytorch_model.bin',
  'pytorch_model.bin.index.json',
] as const;

/** Weights of other frameworks, which a directory may have instead. */
const FOREIGN_FILES = /^(tf_model\.h5|flax_model\.msgpack|bert_model\.ckpt\..*|model\.ckpt.*|.*\.onnx|.*\.gguf)$/;

/**
 * Opens the weights of a model; close them after use. Only headers are read: the tensors' names, dtypes and shapes.
 *
 * @param path a directory, where `model.safetensors`, `model.safetensors.index.json`, `pytorch_model.bin` and
 *   `pytorch_model.bin.index.json` are looked for in this order; or one such file, by whatever name (`.json` is an index, `.bin`, `.pt`
 *   and `.pth` are PyTorch's, all others are safetensors)
 * @throws InputError when there are no weights, or they cannot be read
 * @throws FormatError when a file is damaged, has anything but tensors in it, or does not fit the index
 * @example
 * await using checkpoint = await openCheckpoint('bert-base-uncased');
 * for (const { name, dtype, shape } of checkpoint.tensors.values()) console.log(name, dtype, shape);
 */
export async function openCheckpoint(path: string): Promise<Checkpoint> {
  if (!(await isDirectory(path))) return await openFile(path);
  for (const name of WEIGHTS_FILES) {
    const file = join(path, name);
    if (await exists(file)) return await openFile(file);
  }
  throw await nothingFound(path);
}

async function openFile(path: string): Promise<Checkpoint> {
  if (path.endsWith('.json')) return await openShardedCheckpoint(path, openSingleFile);
  return await openSingleFile(path);
}

async function openSingleFile(path: string): Promise<Checkpoint> {
  return /\.(bin|pt|pth)$/.test(path) ? await openPytorchFile(path) : await openSafetensorsCheckpoint(path);
}

async function isDirectory(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

/** Also what cannot be read, so that it is named rather than passed over. */
async function exists(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => error.code !== 'ENOENT');
  return found !== false;
}

async function nothingFound(path: string): Promise<InputError> {
  const foreign = (await readdir(path).catch(() => [])).filter((name) => FOREIGN_FILES.test(name));
  const hint =
    foreign.length === 0
      ? 'check the path'
      : `its ${foreign[0]} is of another framework: save the model with transformers' save_pretrained`;
  return new InputError(`cannot read '${path}': it has none of ${WEIGHTS_FILES.join(', ')}: ${hint}`, {
    path,
    expected: WEIGHTS_FILES,
    actual: foreign,
  });
}
