import { type Tensor, tensor } from '@bertsmith/tensor';
import { transposeSteps } from '../numbers/channel-steps.js';
import type { LayerWeight, WeightUse } from './quantization-scheme.js';
import { type Int8WeightOptions, int8Weight } from './weight-rounding.js';

/** A matrix as products of integers take it: int8 `[columns, rows]`, and a scale for each row. */
export function int8MatrixTensors(weight: LayerWeight, options: Int8WeightOptions): Record<'int8' | 'scale', Tensor> {
  const { steps, scales } = int8Weight(weight, options);
  const { rows, columns } = weight;
  return {
    int8: tensor('int8', [columns, rows], transposeSteps(steps, columns)) as Tensor,
    scale: tensor('float32', [rows], scales) as Tensor,
  };
}

/** The same as values of a graph. */
export function int8MatrixValues(use: WeightUse) {
  return { steps: use.tensor('int8', 1) as never, scale: use.tensor('scale') as never };
}
