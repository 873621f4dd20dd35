import { bytesPerElement, viewStorage } from '../dtype.js';
import { countElements, type Tensor } from '../tensor.js';
import { parseSafetensorsHeader } from './parse-safetensors-header.js';
import type { SafetensorsEntry } from './safetensors-entry.js';

/** The content of a safetensors file. */
export interface Safetensors {
  /** In the order of their data. */
  readonly tensors: ReadonlyMap<string, Tensor>;
  /** The free-form texts under `__metadata__`. */
  readonly metadata: ReadonlyMap<string, string>;
}

/**
 * Reads a safetensors file that is in memory.
 *
 * The tensors are views of `content`, except those whose data is not aligned to their dtype: these are copied.
 *
 * @param path for messages
 * @throws FormatError for everything that the format does not allow
 * @example
 * const { tensors } = readSafetensors(await (await fetch(url)).arrayBuffer());
 */
export function readSafetensors(content: Uint8Array | ArrayBufferLike, path = 'in memory'): Safetensors {
  const bytes = asPlainBytes(content);
  const { entries, metadata } = parseSafetensorsHeader(bytes, { fileSize: bytes.length, path });
  const tensors = new Map<string, Tensor>();
  for (const entry of entries.values()) tensors.set(entry.name, tensorOf(entry, bytes));
  return { tensors, metadata };
}

/** Not a `Buffer`, whose `slice` is a view of shared memory. */
function asPlainBytes(content: Uint8Array | ArrayBufferLike): Uint8Array {
  if (!(content instanceof Uint8Array)) return new Uint8Array(content);
  return new Uint8Array(content.buffer, content.byteOffset, content.byteLength);
}

function tensorOf({ dtype, shape, byteOffset, byteLength }: SafetensorsEntry, bytes: Uint8Array): Tensor {
  const start = bytes.byteOffset + byteOffset;
  const aligned = start % bytesPerElement(dtype) === 0;
  const buffer = aligned ? bytes.buffer : bytes.slice(byteOffset, byteOffset + byteLength).buffer;
  return { dtype, shape, data: viewStorage(dtype, buffer, aligned ? start : 0, countElements(shape)) };
}
