/** Layer normalization (Ba, Kiros and Hinton 2016) over the last axis. */
import { type DType, formatShape, type Shape, ShapeError, sameShape } from '@bertsmith/tensor';
import { type NdArray, ndArray } from '../../interpreter/nd-array.js';
import { createNode } from '../../ir/node.js';
import type { OpDefinition } from '../../ir/op-definition.js';
import type { Value, ValueType } from '../../ir/value.js';
import type { SameDTypeCheck } from '../../typing/dtype-mismatch.js';
import type { NormalizedShape } from '../../typing/normalized-shape.js';
import type { FitCheck } from '../../typing/shape-mismatch.js';
import { costPerOutputElement } from '../op-cost.js';
import { requireFloat, requireInput, requireRank, requireSameDType } from '../op-requirements.js';
import { layerNormalizationGradient } from './layer-normalization-gradient.js';
import { emitLayerNormalization } from './layer-normalization-lowering.js';

interface LayerNormalizationAttributes {
  readonly epsilon: number;
}

const NAME = 'LayerNormalization';

/**
 * Outputs: the normalized values, and for each row its mean and inverse standard deviation (axis kept at size 1), which the
 * gradient needs and the runtime computes anyway.
 */
export const layerNormalizationOp: OpDefinition<LayerNormalizationAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs }) => {
    const dtype = requireSameDType(NAME, inputs);
    const x = requireInput(NAME, inputs, 0);
    requireFloat(NAME, x);
    requireRank(NAME, x, 1);
    for (const index of [1, 2]) requireRowShape(x, requireInput(NAME, inputs, index));
    const statistics = { dtype, shape: x.shape.with(-1, 1) };
    return [{ dtype, shape: x.shape }, statistics, statistics];
  },
  gradient: (context) => layerNormalizationGradient(context),
  differentiableOutputs: [0],
  cost: costPerOutputElement(8),
  toOnnx: emitLayerNormalization,
  evaluate: ({ inputs, attributes: { epsilon } }) => {
    const [x, weight, bias] = inputs as [NdArray, NdArray, NdArray];
    return normalizeRows(x, weight.data, bias.data, epsilon);
  },
  examples: [
    {
      title: 'rows',
      inputs: [
        { dtype: 'float32', shape: [2, 3, 5] },
        { dtype: 'float32', shape: [5] },
        { dtype: 'float32', shape: [5] },
      ],
      attributes: { epsilon: 1e-5 },
    },
  ],
};

function requireRowShape(x: ValueType, row: ValueType): void {
  if (sameShape(row.shape, x.shape.slice(-1))) return;
  throw new ShapeError(
    `layerNormalization: weight and bias have the shape of the last axis of ${formatShape(x.shape)}, got ${formatShape(row.shape)}`,
    { op: NAME, expected: x.shape.slice(-1), actual: row.shape },
  );
}

function normalizeRows(x: NdArray, weight: Float64Array, bias: Float64Array, epsilon: number): NdArray[] {
  const width = weight.length;
  const statisticsShape = x.shape.with(-1, 1);
  const [y, means, deviations] = [x.shape, statisticsShape, statisticsShape].map((shape) =>
    ndArray(x.dtype, shape),
  ) as [NdArray, NdArray, NdArray];
  for (let row = 0; row < means.data.length; row++) {
    const elements = x.data.subarray(row * width, (row + 1) * width);
    const mean = elements.reduce((sum, element) => sum + element, 0) / width;
    const variance = elements.reduce((sum, element) => sum + (element - mean) ** 2, 0) / width;
    const inverse = 1 / Math.sqrt(variance + epsilon);
    means.data[row] = mean;
    deviations.data[row] = inverse;
    const normalized = elements.map((e, i) => (e - mean) * inverse * (weight[i] as number) + (bias[i] as number));
    y.data.set(normalized, row * width);
  }
  return [y, means, deviations];
}

/**
 * `(x - mean(x)) / sqrt(variance(x) + epsilon) * weight + bias` over the last axis.
 *
 * @param weight `[width]`, the size of the last axis
 * @param bias `[width]`
 * @param epsilon Hugging Face's BERT has 1e-12
 */
export function layerNormalization<
  D extends DType,
  const S extends Shape,
  W extends DType,
  const Weight extends Shape,
  B extends DType,
  const Bias extends Shape,
>(
  x: Value<D, S>,
  weight: Value<W, Weight> & FitCheck<NormalizedShape<S, Weight>> & SameDTypeCheck<D, W>,
  bias: Value<B, Bias> & FitCheck<NormalizedShape<S, Bias>> & SameDTypeCheck<D, B>,
  { epsilon }: LayerNormalizationAttributes,
): Value<D, S> {
  return createNode(layerNormalizationOp, [x, weight, bias], { epsilon }).outputs[0] as Value<D, S>;
}
