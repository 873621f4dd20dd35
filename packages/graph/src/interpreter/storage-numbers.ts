/** Between the storage of tensors and the interpreter's numbers. */
import {
  allocateStorage,
  bfloat16ToFloat32,
  type DType,
  float16ToFloat32,
  float32ToBfloat16,
  float32ToFloat16,
  isFloatingPoint,
  type Storage,
} from '@bertsmith/tensor';

/** The elements as numbers: 16-bit floats decoded from their bits, 64-bit integers exact up to 2^53. */
export function readNumbers(dtype: DType, storage: Storage): Float64Array {
  const numbers = Float64Array.from(storage as ArrayLike<number | bigint>, Number);
  if (dtype === 'float16') return numbers.map(float16ToFloat32);
  return dtype === 'bfloat16' ? numbers.map(bfloat16ToFloat32) : numbers;
}

/** Storage of a dtype with these elements, rounded to it. Integer dtypes turn what is no number into 0. */
export function storeNumbers<D extends DType>(dtype: D, numbers: ArrayLike<number>): Storage<D> {
  const storage = allocateStorage<DType>(dtype, numbers.length);
  const encode = elementEncoder(dtype);
  for (let index = 0; index < numbers.length; index++) {
    (storage as { [index: number]: number | bigint })[index] = encode(numbers[index] as number);
  }
  return storage as Storage<D>;
}

function elementEncoder(dtype: DType): (element: number) => number | bigint {
  if (dtype === 'float16') return float32ToFloat16;
  if (dtype === 'bfloat16') return float32ToBfloat16;
  if (isFloatingPoint(dtype)) return (element) => element;
  const whole = (element: number) => (Number.isFinite(element) ? Math.trunc(element) : 0);
  return dtype.endsWith('int64') ? (element) => BigInt(whole(element)) : whole;
}
