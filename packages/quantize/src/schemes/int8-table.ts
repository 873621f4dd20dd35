/** Embedding tables as int8 with a scale for each row; the rows that are looked up become floats again. */
import { cast, gather, multiply } from '@bertsmith/graph';
import { type Tensor, tensor } from '@bertsmith/tensor';
import { quantizeChannels, STEP_LIMIT } from '../numbers/channel-steps.js';
import type { QuantizationScheme } from './quantization-scheme.js';

/** See the top of the file. A table is a quarter as large, and products are what they were. */
export function int8Table(): QuantizationScheme {
  return {
    specificationVersion: 'v1',
    name: 'int8-table',
    settings: {},
    kinds: ['table'],
    choose: ({ data, rows, columns, name }) => {
      const { steps, scales } = quantizeChannels(data, columns, STEP_LIMIT.full, name);
      return {
        int8: tensor('int8', [rows, columns], steps) as Tensor,
        scale: tensor('float32', [rows, 1], scales) as Tensor,
      };
    },
    rewrite: ({ x, tensor: read }) => {
      const steps = cast(gather(read('int8'), x as never), 'float32');
      return multiply(steps as never, gather(read('scale'), x as never) as never);
    },
  };
}
