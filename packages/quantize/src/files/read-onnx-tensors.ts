/** The tensors of an ONNX file and of the file of external data beside it. */
import { open, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type OnnxInitializer, readInitializers } from '@bertsmith/graph';
import {
  bytesPerElement,
  countElements,
  FormatError,
  InputError,
  type Tensor,
  tensor,
  viewStorage,
} from '@bertsmith/tensor';

/**
 * See the top of the file.
 *
 * @throws InputError when a file cannot be read, FormatError when it is damaged
 */
export async function readOnnxTensors(path: string): Promise<Map<string, Tensor>> {
  const initializers = readInitializers(await readWhole(path), path);
  const tensors = new Map<string, Tensor>();
  for (const [name, each] of initializers) {
    tensors.set(name, 'tensor' in each ? each.tensor : await readExternal(path, name, each));
  }
  return tensors;
}

type External = Extract<OnnxInitializer, { place: unknown }>;

async function readExternal(path: string, name: string, { dtype, shape, place }: External): Promise<Tensor> {
  const { location, offset, length } = place;
  // A file may not name others than those of its directory.
  const isBeside = basename(location) === location && length === countElements(shape) * bytesPerElement(dtype);
  if (!isBeside)
    throw new FormatError(`${path}: tensor '${name}': no place of its ${length} bytes in '${location}'`, {
      path,
      name,
    });
  const bytes = await readPart(join(dirname(path), location), offset, length);
  return tensor(dtype, shape, viewStorage(dtype, bytes.buffer, 0, countElements(shape)) as never) as Tensor;
}

async function readPart(path: string, offset: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const file = await open(path).catch((cause) => Promise.reject(unreadable(path, cause)));
  try {
    const { bytesRead } = await file.read(bytes, 0, length, offset);
    if (bytesRead === length) return bytes;
    throw new FormatError(`${path}: ends before byte ${offset + length}: the file is damaged`, {
      path,
      offset,
      length,
    });
  } finally {
    await file.close();
  }
}

async function readWhole(path: string): Promise<Uint8Array> {
  return await readFile(path).catch((cause) => Promise.reject(unreadable(path, cause)));
}

function unreadable(path: string, cause: Error): InputError {
  return new InputError(`cannot read '${path}': ${cause.message}: check the path`, { path, cause });
}
