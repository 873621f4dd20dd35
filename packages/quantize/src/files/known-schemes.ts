import { blockWeights } from '../schemes/block-weights.js';
import { dynamicInt8 } from '../schemes/dynamic-int8.js';
import { halfStorage } from '../schemes/half-storage.js';
import { int4Table } from '../schemes/int4-table.js';
import { int8Table } from '../schemes/int8-table.js';
import type { QuantizationScheme, SchemeSettings } from '../schemes/quantization-scheme.js';
import { smoothed } from '../schemes/smoothed.js';
import { staticInt8 } from '../schemes/static-int8.js';

/** By a scheme's name, how it is made again from the settings in a file. */
export type SchemeFactories = Readonly<Record<string, (settings: SchemeSettings) => QuantizationScheme>>;

/** Those of this package. What only chooses tensors (calibration, rounding) is over when a file is read. */
export const KNOWN_SCHEMES: SchemeFactories = {
  'dynamic-int8': () => dynamicInt8(),
  'static-int8': ({ format }) => staticInt8({ format: format as 'operator' | 'qdq' }),
  'block-weights': ({ bits, block_size }) => blockWeights({ bits: bits as 4 | 8, blockSize: block_size as number }),
  'int8-table': () => int8Table(),
  'int4-table': ({ block_size }) => int4Table({ blockSize: block_size as number }),
  'smoothed-dynamic-int8': () => smoothed(dynamicInt8()),
  'smoothed-static-int8': ({ format }) => smoothed(staticInt8({ format: format as 'operator' | 'qdq' })),
  'float16-storage': () => halfStorage('float16'),
  'bfloat16-storage': () => halfStorage('bfloat16'),
};
