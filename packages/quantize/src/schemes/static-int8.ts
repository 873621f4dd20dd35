/**
 * Products of integers with ranges of activations that were measured before: nothing is looked for at run time, and outliers can be cut off. Uint8
 * activations with one range a layer, int8 weights with a scale for each output.
 */
import { constant, dequantizeLinear, matmul, quantizedMatMul, quantizeLinear, type Value } from '@bertsmith/graph';
import { ConfigError, type Tensor, tensor } from '@bertsmith/tensor';
import { minMax } from '../observation/extremes.js';
import type { RangeMethod } from '../observation/range-method.js';
import { int8MatrixTensors, int8MatrixValues } from './int8-tensors.js';
import type { ActivationRange, LayerWeight, QuantizationScheme, WeightUse } from './quantization-scheme.js';
import { checkRounding, type Int8WeightOptions, roundingNeeds } from './weight-rounding.js';

/** How static int8 is made. */
export interface StaticInt8Options extends Int8WeightOptions {
  /** How ranges are found: `minMax()`, `movingAverage()`, `percentile()`, `entropy()`, `meanSquaredError()`. Default `minMax()`. */
  readonly calibration?: RangeMethod;
  /** Both signs have steps of the same number, and 0 is step 128. Default false: steps go from the smallest to the largest value. */
  readonly symmetric?: boolean;
  /**
   * `'operator'`: products of integers, as they are computed. `'qdq'`: floats between pairs of QuantizeLinear and DequantizeLinear, which say
   * what is rounded and leave it to a runtime how it computes; TensorRT and others look for them. Default `'operator'`.
   */
  readonly format?: 'operator' | 'qdq';
}

/** The smallest scale, as of weights. */
const SMALLEST_SCALE = 2 ** -126;

/** See the top of the file. @throws ConfigError for an option that is none */
export function staticInt8(options: StaticInt8Options = {}): QuantizationScheme {
  const { calibration = minMax(), symmetric = false, format = 'operator' } = options;
  checkRounding(options);
  if (format !== 'operator' && format !== 'qdq') {
    throw new ConfigError(`format: expected 'operator' or 'qdq', found ${JSON.stringify(format)}`, { actual: format });
  }
  return {
    specificationVersion: 'v1',
    name: 'static-int8',
    settings: { format },
    kinds: ['matrix'],
    needs: { range: calibration, ...roundingNeeds(options) },
    choose: (weight) => ({
      ...int8MatrixTensors(weight, options),
      ...activationTensors(rangeOf(weight), symmetric),
    }),
    rewrite: format === 'qdq' ? quantizeAndBack : multiplyIntegers,
  };
}

/** @throws ConfigError when there was nothing to see */
function rangeOf({ name, observed }: LayerWeight): ActivationRange {
  if (observed.range !== undefined) return observed.range;
  throw new ConfigError(`${name}: static int8 needs calibration rows, to see the range of its inputs`, { name });
}

/** The scale and the zero point of uint8 steps for a range. */
export function activationTensors({ minimum, maximum }: ActivationRange, symmetric: boolean): Record<string, Tensor> {
  const bound = Math.max(-minimum, maximum);
  const width = symmetric ? bound / 127 : (maximum - minimum) / 255;
  const scale = width === 0 ? 1 : Math.max(SMALLEST_SCALE, Math.fround(width));
  const zero = symmetric ? 128 : Math.min(255, Math.round(-minimum / scale));
  return {
    input_scale: tensor('float32', [], Float32Array.of(scale)) as Tensor,
    input_zero: tensor('uint8', [], Uint8Array.of(zero)) as Tensor,
  };
}

function quantizedInput(use: WeightUse) {
  const scale = use.tensor('input_scale', 'none') as Value<'float32'>;
  const zeroPoint = use.tensor('input_zero', 'none') as Value<'uint8'>;
  const steps = quantizeLinear(use.x as Value<'float32'>, scale, zeroPoint) as Value<'uint8'>;
  return { steps, scale, zeroPoint };
}

function multiplyIntegers(use: WeightUse): Value {
  return quantizedMatMul({ x: quantizedInput(use), weight: int8MatrixValues(use) });
}

function quantizeAndBack(use: WeightUse): Value {
  const { steps, scale, zeroPoint } = quantizedInput(use);
  const weight = int8MatrixValues(use) as { steps: Value<'int8'>; scale: Value<'float32'> };
  const outputs = weight.steps.shape[1] as number;
  const zeros = constant('int8', [outputs], new Int8Array(outputs)) as Value<'int8'>;
  const right = dequantizeLinear(weight.steps, weight.scale, zeros, { axis: 1 });
  return matmul(dequantizeLinear(steps, scale, zeroPoint) as Value, right as never);
}
