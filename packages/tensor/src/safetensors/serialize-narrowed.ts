/** Writing float32 tensors in 16 bits, rounded on their way out, so that memory holds no second copy of a model. */
import { bytesPerElement } from '../dtype.js';
import { InputError } from '../errors/error-classes.js';
import { encodeBfloat16, encodeFloat16 } from '../half-precision.js';
import type { Tensor } from '../tensor.js';
import { quote } from './format-error.js';
import { bytesOf, encodeHeader, inFileOrder, type TensorDescription } from './serialize-safetensors.js';

/** The dtypes that float32 is narrowed to. */
export type NarrowDType = 'float16' | 'bfloat16';

/** Elements rounded at once: their 128 kB stay in the processor's cache. */
const PIECE_ELEMENTS = 65_536;

/** The bits of the exponent; all of them set is an infinity or no number. */
const EXPONENTS = { float16: 0x7c00, bfloat16: 0x7f80 } as const;

/**
 * The content of a safetensors file of float32 tensors as `float16` or `bfloat16`, rounded to nearest even, in chunks. What was widened
 * from that dtype comes back bit for bit. Each chunk is valid until the next one is asked for; the tensors must not change
 * until the last.
 *
 * @throws InputError as `serializeSafetensors` does, and, while chunks are taken, for a finite number that the dtype has not got: the
 *   largest float16 is 65,504
 * @example
 * await writeFileAtomically('model.safetensors', serializeNarrowed('bfloat16', arena.parts(), { format: 'pt' }));
 */
export function serializeNarrowed(
  dtype: NarrowDType,
  tensors: Iterable<readonly [name: string, tensor: Tensor<'float32'>]>,
  metadata?: Readonly<Record<string, string>>,
): Iterable<Uint8Array> {
  const ordered = inFileOrder(tensors as Iterable<readonly [string, Tensor]>);
  const descriptions = ordered.map(([name, { shape, data }]): TensorDescription => {
    return { name, dtype, shape, size: data.length * bytesPerElement(dtype) };
  });
  const header = encodeHeader(descriptions, metadata);
  return {
    [Symbol.iterator]: () => chunks(dtype, header, ordered as readonly (readonly [string, Tensor<'float32'>])[]),
  };
}

function* chunks(
  dtype: NarrowDType,
  header: Uint8Array,
  ordered: readonly (readonly [string, Tensor<'float32'>])[],
): Generator<Uint8Array> {
  yield header;
  const encode = dtype === 'float16' ? encodeFloat16 : encodeBfloat16;
  const buffer = new Uint16Array(PIECE_ELEMENTS);
  for (const [name, { data }] of ordered) {
    for (let start = 0; start < data.length; start += PIECE_ELEMENTS) {
      const source = data.subarray(start, start + PIECE_ELEMENTS);
      const target = buffer.subarray(0, source.length);
      encode(source, target);
      checkRange(dtype, name, source, target);
      yield bytesOf(target);
    }
  }
}

function checkRange(dtype: NarrowDType, name: string, source: Float32Array, target: Uint16Array): void {
  const exponent = EXPONENTS[dtype];
  const index = target.findIndex((bits, at) => (bits & exponent) === exponent && Number.isFinite(source[at]));
  if (index < 0) return;
  throw new InputError(
    `writing safetensors: tensor ${quote(name)} has the value ${source[index]}, which ${dtype} cannot hold: save it as float32${dtype === 'float16' ? ' or bfloat16' : ''}`,
    { name, dtype, actual: source[index] },
  );
}
