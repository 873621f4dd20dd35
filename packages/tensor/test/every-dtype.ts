/** The tensors of `fixtures/safetensors/every-dtype.safetensors`, as `make-fixtures.py` makes them. */
import { allocateStorage, DTYPES, type DType } from '../src/dtype.js';
import { float32ToBfloat16, float32ToFloat16 } from '../src/half-precision.js';
import { type Tensor, tensor } from '../src/tensor.js';

const PATTERN = [0, 1, 0, 1, 1, 0];

/** Names and tensors, in no special order. */
export const EVERY_DTYPE: readonly (readonly [string, Tensor])[] = [
  ...DTYPES.map((dtype) => [`dtype.${dtype}`, patternOf(dtype)] as const),
  ['scalar', tensor('float32', [], Float32Array.of(2.5))],
  ['empty', tensor('float32', [0, 4], new Float32Array(0))],
  ['__proto__', tensor('float32', [1], Float32Array.of(7))],
  ['\uff01', tensor('float32', [1], Float32Array.of(1))],
  ['\u{1f600}', tensor('float32', [1], Float32Array.of(2))],
  ['quote " backslash \\ tab \t', tensor('float32', [1], Float32Array.of(3))],
];

function patternOf(dtype: DType): Tensor {
  const data = allocateStorage(dtype, PATTERN.length);
  PATTERN.forEach((value, index) => {
    if (data instanceof BigInt64Array || data instanceof BigUint64Array) data[index] = BigInt(value);
    else if (dtype === 'float16') data[index] = float32ToFloat16(value);
    else if (dtype === 'bfloat16') data[index] = float32ToBfloat16(value);
    else data[index] = value;
  });
  return { dtype, shape: [2, 3], data };
}
