/**
 * Outliers of activations moved into the weights before both are rounded (SmoothQuant: Xiao et al. 2023, section 4): column `j` of a layer's inputs is
 * divided by
 *
 *     s_j = max |x_j|^alpha / max |w_j|^(1 - alpha)
 *
 * and that of its weights multiplied by it, so that the product is what it was and one range fits all columns better.
 *
 * Only columns with a factor above the median are divided, by what it is above it: the paper also raises small columns, and one that calibration saw little of
 * is then the outlier of other texts. The paper puts `1 / s` into the layer normalization before. A BERT normalizes after the residual connection, so what a layer reads flows on beside it, and
 * the division stays an operation of its own: one pass over the layer's inputs.
 */
import { multiply } from '@bertsmith/graph';
import { ConfigError, type Tensor, tensor } from '@bertsmith/tensor';
import type { ColumnExtremes } from '../observation/column-extremes.js';
import { withZero } from '../observation/range-method.js';
import type { LayerWeight, ObservedInputs, QuantizationScheme } from './quantization-scheme.js';

/** The smallest magnitude that a column is taken to have: one that is always 0 has no outliers. */
const SMALLEST = 1e-5;

/** Of these, inputs stay floats, and an outlier among floats does no harm; nor are the words of a table inputs that could be divided. */
function roundsWeightsAlone({ name, kinds }: QuantizationScheme): boolean {
  return name === 'block-weights' || kinds.includes('table');
}

/**
 * A scheme whose layers are smoothed; calibration rows are needed. Of a scheme with ranges these are then the smallest and largest value, whatever its
 * method.
 *
 * @param scheme one that rounds activations: `dynamicInt8()`, `staticInt8()`, with weights rounded to the nearest
 * @param options.alpha how much of the difficulty goes into the weights, 0 to 1. Default 0.5
 * @throws ConfigError when it is out of range, or for another scheme
 */
export function smoothed(
  scheme: QuantizationScheme,
  { alpha = 0.5 }: { readonly alpha?: number } = {},
): QuantizationScheme {
  if (!(alpha >= 0 && alpha <= 1)) throw new ConfigError(`alpha: expected 0 to 1, found ${alpha}`, { actual: alpha });
  if (roundsWeightsAlone(scheme))
    throw new ConfigError(
      `smoothed: expected a scheme that rounds activations, as dynamicInt8 does, found '${scheme.name}'`,
      {
        scheme: scheme.name,
      },
    );
  if (scheme.needs?.secondMoments)
    throw new ConfigError(`'${scheme.name}' rounds by moments of inputs that are not smoothed`, {});
  return {
    ...scheme,
    name: `smoothed-${scheme.name}`,
    needs: { columns: true },
    choose: (weight) => {
      const factors = smoothingFactors(weight, alpha);
      const inverse = factors.map((factor) => 1 / factor);
      return {
        ...scheme.choose({ ...weight, data: scaleColumns(weight, factors), observed: smoothedInputs(weight, factors) }),
        smoothing: tensor('float32', [weight.columns], inverse) as Tensor,
      };
    },
    rewrite: (use) => scheme.rewrite({ ...use, x: multiply(use.x as never, use.tensor('smoothing', 'none') as never) }),
  };
}

function columnsOf({ name, observed }: LayerWeight): ColumnExtremes {
  if (observed.columns !== undefined) return observed.columns;
  throw new ConfigError(`${name}: smoothing needs calibration rows, to see the columns of its inputs`, { name });
}

function smoothingFactors(weight: LayerWeight, alpha: number): Float32Array {
  const { minima, maxima } = columnsOf(weight);
  const { data, columns } = weight;
  const largest = new Float32Array(columns);
  for (let index = 0; index < data.length; index++) {
    largest[index % columns] = Math.max(largest[index % columns] as number, Math.abs(data[index] as number));
  }
  const factors = largest.map((ofWeights, column) => {
    const ofInputs = Math.max(SMALLEST, -(minima[column] as number), maxima[column] as number);
    return ofInputs ** alpha / Math.max(SMALLEST, ofWeights) ** (1 - alpha);
  });
  const usual = [...factors].sort((a, b) => a - b)[Math.floor(columns / 2)] as number;
  return factors.map((factor) => Math.max(1, factor / usual));
}

function scaleColumns({ data, columns }: LayerWeight, factors: Float32Array): Float32Array {
  return data.map((weight, index) => weight * (factors[index % columns] as number));
}

/** The range of all columns once they are divided. */
function smoothedInputs(weight: LayerWeight, factors: Float32Array): ObservedInputs {
  const { minima, maxima } = columnsOf(weight);
  let [smallest, largest] = [0, 0];
  for (const [column, factor] of factors.entries()) {
    smallest = Math.min(smallest, (minima[column] as number) / factor);
    largest = Math.max(largest, (maxima[column] as number) / factor);
  }
  return { range: withZero(smallest, largest) };
}
