/**
 * Weights kept in 16 bits, computed with as float32: the file is half as large, and a runtime that loads it makes floats of them once. float16 has
 * three digits more than bfloat16's two, and ends at 65,504.
 */
import { cast, gather, matmul } from '@bertsmith/graph';
import {
  allocateStorage,
  ConfigError,
  encodeBfloat16,
  encodeFloat16,
  InputError,
  type Tensor,
  tensor,
} from '@bertsmith/tensor';
import type { LayerWeight, QuantizationScheme } from './quantization-scheme.js';

/** What weights are kept in. */
export type HalfDType = 'float16' | 'bfloat16';

/** The largest finite number of each. A float32 above bfloat16's would be rounded to infinity, and becomes that one: at most 0.4 % less. */
const LARGEST: Readonly<Record<HalfDType, number>> = { float16: 65_504, bfloat16: (2 - 2 ** -7) * 2 ** 127 };

/** See the top of the file. @throws ConfigError for another dtype */
export function halfStorage(dtype: HalfDType): QuantizationScheme {
  if (!Object.hasOwn(LARGEST, dtype)) {
    throw new ConfigError(`halfStorage: expected 'float16' or 'bfloat16', found ${JSON.stringify(dtype)}`, {
      actual: dtype,
    });
  }
  return {
    specificationVersion: 'v1',
    name: `${dtype}-storage`,
    settings: {},
    kinds: ['matrix', 'table'],
    choose: (weight) => ({ [dtype]: narrow(weight, dtype) }),
    rewrite: ({ kind, x, tensor: read }) => {
      const narrowed = read(dtype);
      // Rows are looked up before they are widened: of a table a batch needs few.
      if (kind === 'table') return cast(gather(narrowed, x as never), 'float32');
      return matmul(x, cast(narrowed, 'float32') as never, { transposeB: true });
    },
  };
}

/** @throws InputError for a weight beyond the range of float16 */
function narrow({ data, rows, columns, name }: LayerWeight, dtype: HalfDType): Tensor {
  const largest = LARGEST[dtype];
  const beyond = data.find((weight) => !(Math.abs(weight) <= (dtype === 'float16' ? largest : Number.MAX_VALUE)));
  if (beyond !== undefined) {
    throw new InputError(`${name}: a weight of ${beyond} is beyond ${dtype}: keep it in float32 or bfloat16`, {
      name,
      beyond,
    });
  }
  const narrowed = allocateStorage(dtype, data.length);
  const within = data.map((weight) => Math.min(largest, Math.max(-largest, weight)));
  (dtype === 'float16' ? encodeFloat16 : encodeBfloat16)(within, narrowed);
  return tensor(dtype, [rows, columns], narrowed) as Tensor;
}
