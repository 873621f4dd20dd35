/** The tensors of an ONNX file and of the file of external data beside it. */
import { open } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { type OnnxInitializer, readInitializers } from '@bertsmith/graph';
import {
  bytesPerElement,
  countElements,
  FormatError,
  InputError,
  SharedHeap,
  type Tensor,
  tensor,
  viewStorage,
} from '@bertsmith/tensor';

/**
 * See the top of the file. They are on memory that sessions share: each reads embedding tables where they are.
 *
 * @throws InputError when a file cannot be read, FormatError when it is damaged
 */
export async function readOnnxTensors(path: string): Promise<Map<string, Tensor>> {
  const heap = new SharedHeap();
  const onHeap = (byteLength: number) => heap.allocate('uint8', byteLength);
  const initializers = readInitializers(await readBytes(path, heap), path, onHeap);
  const tensors = new Map<string, Tensor>();
  for (const [name, each] of initializers) {
    tensors.set(name, 'tensor' in each ? each.tensor : await readExternal(path, name, each, heap));
  }
  return tensors;
}

type External = Extract<OnnxInitializer, { place: unknown }>;

async function readExternal(
  path: string,
  name: string,
  { dtype, shape, place }: External,
  heap: SharedHeap,
): Promise<Tensor> {
  const { location, length } = place;
  // A file may not name others than those of its directory.
  const isBeside = basename(location) === location && length === countElements(shape) * bytesPerElement(dtype);
  if (!isBeside)
    throw new FormatError(`${path}: tensor '${name}': no place of its ${length} bytes in '${location}'`, {
      path,
      name,
    });
  const { buffer, byteOffset } = await readBytes(join(dirname(path), location), heap, place);
  return tensor(dtype, shape, viewStorage(dtype, buffer, byteOffset, countElements(shape)) as never) as Tensor;
}

/** A part of a file, or all of it. */
async function readBytes(
  path: string,
  heap: SharedHeap,
  part?: { readonly offset: number; readonly length: number },
): Promise<Uint8Array> {
  await using file = await open(path).catch((cause) => Promise.reject(unreadable(path, cause)));
  const { offset, length } = part ?? { offset: 0, length: (await file.stat()).size };
  const bytes = heap.allocate('uint8', length);
  const { bytesRead } = await file
    .read(bytes, 0, length, offset)
    .catch((cause) => Promise.reject(unreadable(path, cause)));
  if (bytesRead === length) return bytes;
  throw new FormatError(`${path}: ends before byte ${offset + length}: the file is damaged`, { path, offset, length });
}

function unreadable(path: string, cause: Error): InputError {
  return new InputError(`cannot read '${path}': ${cause.message}: check the path`, { path, cause });
}
