import { ConfigError } from '@bertsmith/tensor';
import type { GradientContext } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { multiply } from '../elementwise/multiply.js';
import { subtract } from '../elementwise/subtract.js';
import { flattenRows } from '../layout/flatten-rows.js';
import { reshape } from '../layout/reshape.js';
import { matmul } from '../matmul/matmul.js';
import { sumTo } from '../reduce/sum-to.js';

/**
 * With `z = (x - mean) * inverse` and `W` the width:
 *
 *     dx      = inverse * (dy * weight - mean(dy * weight) - z * mean(dy * weight * z))
 *     dweight = sum over rows of dy * z
 *     dbias   = sum over rows of dy
 *
 * Both means are products of a matrix with the weight vector (`mean(dy * weight) = dy x weight / W`), which costs one read of
 * the matrix instead of a pass that multiplies and one that sums. `dy * z` serves `dx` and `dweight`.
 */
export function layerNormalizationGradient(context: GradientContext<{ epsilon: number }>): (Value | undefined)[] {
  const [x, weight, bias] = context.inputs as [Value, Value, Value];
  const [, mean, inverse] = context.outputs as [Value, Value, Value];
  const [dy, dMean, dInverse] = context.outputGradients;
  if (dMean !== undefined || dInverse !== undefined) {
    throw new ConfigError('layerNormalization: no gradient flows through its mean and deviation outputs');
  }
  const gradient = dy as Value;
  const z = multiply(subtract(x, mean), inverse);
  const dyTimesZ = multiply(gradient, z);
  return [
    context.wanted[0] ? inputGradient({ gradient, dyTimesZ, z, weight, inverse }) : undefined,
    context.wanted[1] ? sumTo(dyTimesZ, weight.shape) : undefined,
    context.wanted[2] ? sumTo(gradient, bias.shape) : undefined,
  ];
}

interface InputGradientTerms {
  readonly gradient: Value;
  readonly dyTimesZ: Value;
  readonly z: Value;
  readonly weight: Value;
  readonly inverse: Value;
}

function inputGradient({ gradient, dyTimesZ, z, weight, inverse }: InputGradientTerms): Value {
  const meanOfScaled = (value: Value) => weightedRowMean(value, weight);
  const centered = subtract(multiply(gradient, weight), meanOfScaled(gradient));
  const decorrelated = subtract(centered, multiply(z, meanOfScaled(dyTimesZ)));
  return multiply(decorrelated, inverse);
}

/** `mean(value * weight)` over the last axis, which is kept at size 1. */
function weightedRowMean(value: Value, weight: Value): Value {
  const [width] = weight.shape;
  if (typeof width !== 'number')
    throw new ConfigError('layerNormalization: the gradient needs a width that is a number');
  const column = reshape(weight, [width, 1]);
  const means = matmul(flattenRows(value) as Value, column, { alpha: 1 / width });
  return reshape(means, [...value.shape.slice(0, -1), 1]);
}
