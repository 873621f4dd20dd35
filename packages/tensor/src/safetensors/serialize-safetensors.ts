/** Writing the safetensors format as Hugging Face's own writer does, byte for byte. */
import { compareCodePoints } from '../compare-code-points.js';
import type { DType } from '../dtype.js';
import { InputError } from '../errors/error-classes.js';
import { countElements, type Tensor } from '../tensor.js';
import { quote } from './format-error.js';
import { LENGTH_BYTES, MAXIMUM_HEADER_BYTES } from './safetensors-limits.js';
import { wireNameOf, wireRankOf } from './wire-dtypes.js';

/** A tensor and the name it has in the file. */
export type NamedTensor = readonly [name: string, tensor: Tensor];

/**
 * The content of a safetensors file in chunks: the header, then the memory of each tensor itself, not a copy.
 *
 * Larger dtypes come first and names ascend within one, so that every tensor is aligned; the header is padded with spaces
 * to a multiple of 8. The tensors must not change until the last chunk is written.
 *
 * @param metadata texts for `__metadata__`; `{ format: 'pt' }` is what Hugging Face `transformers` expects of a model
 * @throws InputError when two tensors have one name, a name cannot be written, or data does not fit its shape
 * @example
 * const chunks = [...serializeSafetensors([['weight', tensor('float32', [2], Float32Array.of(1, 2))]])];
 */
export function serializeSafetensors(
  tensors: Iterable<NamedTensor>,
  metadata?: Readonly<Record<string, string>>,
): Iterable<Uint8Array> {
  const ordered = inFileOrder(tensors);
  const descriptions = ordered.map(([name, { dtype, shape, data }]) => ({ name, dtype, shape, size: data.byteLength }));
  return [encodeHeader(descriptions, metadata), ...ordered.map(([, { data }]) => bytesOf(data))];
}

/** What the header says of a tensor. */
export interface TensorDescription {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** Bytes of its elements. */
  readonly size: number;
}

/** Tensors in the order that the file has them in. @throws InputError for those that cannot be written */
export function inFileOrder(tensors: Iterable<NamedTensor>): NamedTensor[] {
  const ordered = [...tensors];
  checkNames(ordered.map(([name]) => name));
  for (const [name, each] of ordered) checkData(name, each);
  return ordered.sort(([a, x], [b, y]) => wireRankOf(y.dtype) - wireRankOf(x.dtype) || compareCodePoints(a, b));
}

/**
 * The bytes before the data, filled up with spaces.
 *
 * @param room their number at least, a multiple of 8
 * @throws InputError when the header would be too long, or metadata cannot be written
 */
export function encodeHeader(
  ordered: readonly TensorDescription[],
  metadata?: Readonly<Record<string, string>>,
  room = 0,
): Uint8Array {
  checkMetadata(metadata);
  const members = metadata === undefined ? [] : [`"__metadata__":${JSON.stringify(metadata)}`];
  let offset = 0;
  for (const { name, dtype, shape, size } of ordered) {
    const fields = { dtype: wireNameOf(dtype), shape, data_offsets: [offset, offset + size] };
    members.push(`${JSON.stringify(name)}:${JSON.stringify(fields)}`);
    offset += size;
  }
  const json = new TextEncoder().encode(`{${members.join(',')}}`);
  const length = Math.max(Math.ceil(json.length / LENGTH_BYTES) * LENGTH_BYTES, room - LENGTH_BYTES);
  if (length > MAXIMUM_HEADER_BYTES) {
    throw new InputError(
      `writing safetensors: the header would have ${length} bytes, the format allows ${MAXIMUM_HEADER_BYTES}`,
    );
  }
  const header = new Uint8Array(LENGTH_BYTES + length).fill(0x20, LENGTH_BYTES);
  new DataView(header.buffer).setBigUint64(0, BigInt(length), true);
  header.set(json, LENGTH_BYTES);
  return header;
}

/** @throws InputError for a name that cannot be written, or is there twice */
export function checkNames(names: readonly string[]): void {
  const seen = new Set(['__metadata__']);
  for (const name of names) {
    checkName(name, seen);
    seen.add(name);
  }
}

function checkName(name: string, taken: ReadonlySet<string>): void {
  const because = taken.has(name)
    ? 'it is taken'
    : /\p{Surrogate}/u.test(name)
      ? 'it has half of a surrogate pair'
      : '';
  if (because === '') return;
  throw new InputError(`writing safetensors: a tensor cannot be called ${quote(name)}: ${because}`, { name });
}

function checkMetadata(metadata: Readonly<Record<string, unknown>> = {}): void {
  for (const [key, text] of Object.entries(metadata)) {
    if (typeof text === 'string' && !/\p{Surrogate}/u.test(key + text)) continue;
    throw new InputError(`writing safetensors: the metadata ${quote(key)} is not a text that UTF-8 can hold`, { key });
  }
}

function checkData(name: string, { shape, data }: Tensor): void {
  const expected = countElements(shape);
  if (data.length === expected) return;
  const problem = `tensor ${quote(name)} has ${data.length} elements, its shape [${shape.join(', ')}] ${expected}`;
  throw new InputError(`writing safetensors: ${problem}`, { name, expected, actual: data.length });
}

/** The memory of an array, as bytes. */
export function bytesOf(data: ArrayBufferView): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
