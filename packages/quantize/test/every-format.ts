import { blockWeights } from '../src/schemes/block-weights.js';
import { dynamicInt8 } from '../src/schemes/dynamic-int8.js';
import { halfStorage } from '../src/schemes/half-storage.js';
import { int4Table } from '../src/schemes/int4-table.js';
import { int8Table } from '../src/schemes/int8-table.js';
import type { QuantizationScheme } from '../src/schemes/quantization-scheme.js';
import { smoothed } from '../src/schemes/smoothed.js';
import { staticInt8 } from '../src/schemes/static-int8.js';

/** A format of a model: how matrices and tables are kept, and how far its outputs may be off, of their norm. */
export interface TestedFormat {
  readonly title: string;
  readonly scheme: QuantizationScheme;
  readonly tableScheme: QuantizationScheme;
  /** About twice what it is on the tiny models, whose outputs are around 1. */
  readonly tolerance: number;
}

const format = (title: string, scheme: QuantizationScheme, tolerance: number, tableScheme = int8Table()) => ({
  ...{ title, scheme, tableScheme, tolerance },
});

export const EVERY_FORMAT: readonly TestedFormat[] = [
  format('dynamic int8', dynamicInt8(), 0.05),
  format('dynamic int8 of 7 bits', dynamicInt8({ reduceRange: true }), 0.16),
  format('dynamic int8, gptq', dynamicInt8({ rounding: 'gptq' }), 0.05),
  format('static int8', staticInt8(), 0.05),
  format('static int8, symmetric', staticInt8({ symmetric: true }), 0.17),
  format('static int8, qdq', staticInt8({ format: 'qdq' }), 0.05),
  format('smoothed dynamic int8', smoothed(dynamicInt8()), 0.05),
  format('smoothed static int8', smoothed(staticInt8()), 0.05),
  format('int8 blocks', blockWeights({ bits: 8 }), 0.07),
  format('int4 blocks', blockWeights({ bits: 4, blockSize: 16 }), 0.75),
  format('int4 blocks, gptq', blockWeights({ bits: 4, blockSize: 16, rounding: 'gptq' }), 0.35),
  format('int4 blocks and tables', blockWeights({ bits: 4, blockSize: 16 }), 0.75, int4Table({ blockSize: 16 })),
  format('float16', halfStorage('float16'), 0.002, halfStorage('float16')),
  format('bfloat16', halfStorage('bfloat16'), 0.02, halfStorage('bfloat16')),
];
