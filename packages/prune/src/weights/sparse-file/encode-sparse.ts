/**
 * Tensors with many zeros as bits and values. A weight is a bit, and its value where the bit is set; what has no bit is +0. -0 and NaN are values like
 * others, so that what is read is what was written, bit for bit.
 *
 * The file is a safetensors file whose metadata has `format: bertsmith-sparse` and `version: 1`. For a tensor NAME that is smaller this way it has
 *
 *     bits.NAME      uint8 [ceil(n / 8)]   of the n elements in row-major order, the least significant bit first, bits behind the last 0
 *     values.NAME    float32 [bits set]    in the same order
 *
 * and in the metadata `shape.NAME`, its sizes with commas between them. Any other tensor is there whole, as `dense.NAME`.
 */
import { DTypeError, type NamedTensor, quote, type Tensor, tensor } from '@bertsmith/tensor';

/** What the metadata of each file has. */
export const SPARSE_FORMAT = { format: 'bertsmith-sparse', version: '1' } as const;

/** How names begin, by what they are of. */
export const SPARSE_PREFIXES = { bits: 'bits.', values: 'values.', dense: 'dense.', shape: 'shape.' } as const;

/** What `serializeSafetensors` takes. */
export interface SparseContent {
  readonly tensors: readonly NamedTensor[];
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Tensors as the file has them; see the top of this one.
 *
 * @throws DTypeError for a tensor that is not float32
 */
export function encodeSparse(tensors: Iterable<NamedTensor>): SparseContent {
  const content: NamedTensor[] = [];
  const metadata: Record<string, string> = { ...SPARSE_FORMAT };
  for (const [name, each] of tensors) {
    const data = requireFloat32(name, each);
    const kept = countKept(data);
    const bitBytes = Math.ceil(data.length / 8);
    if (bitBytes + kept * Float32Array.BYTES_PER_ELEMENT >= data.byteLength) {
      content.push([`${SPARSE_PREFIXES.dense}${name}`, each]);
      continue;
    }
    const { bits, values } = split(data, kept);
    content.push([`${SPARSE_PREFIXES.bits}${name}`, tensor('uint8', [bits.length], bits) as Tensor]);
    content.push([`${SPARSE_PREFIXES.values}${name}`, tensor('float32', [kept], values) as Tensor]);
    metadata[`${SPARSE_PREFIXES.shape}${name}`] = each.shape.join(',');
  }
  return { tensors: content, metadata };
}

function requireFloat32(name: string, { dtype, data }: Tensor): Float32Array {
  if (dtype === 'float32') return data as Float32Array;
  throw new DTypeError(`writing a sparse file: ${quote(name)} is ${dtype}, expected float32`, { name, dtype });
}

/** The bits of the numbers themselves: only +0 has none. */
function patternsOf(data: Float32Array): Uint32Array {
  return new Uint32Array(data.buffer, data.byteOffset, data.length);
}

function countKept(data: Float32Array): number {
  let count = 0;
  for (const pattern of patternsOf(data)) if (pattern !== 0) count++;
  return count;
}

function split(data: Float32Array, kept: number): { bits: Uint8Array; values: Float32Array } {
  const bits = new Uint8Array(Math.ceil(data.length / 8));
  const values = new Uint32Array(kept);
  let at = 0;
  for (const [index, pattern] of patternsOf(data).entries()) {
    if (pattern === 0) continue;
    bits[index >> 3] = (bits[index >> 3] as number) | (1 << (index & 7));
    values[at++] = pattern;
  }
  return { bits, values: new Float32Array(values.buffer) };
}
