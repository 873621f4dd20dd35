import { ConfigError } from '@bertsmith/tensor';
import { type ChannelSteps, channelScales, quantizeChannels, STEP_LIMIT } from '../numbers/channel-steps.js';
import { compensatedSteps } from '../numbers/compensated-steps.js';
import type { LayerWeight, SchemeNeeds } from './quantization-scheme.js';

/** How weights become steps: each the nearest, or so that the layer's outputs change least (GPTQ). */
export type WeightRounding = 'nearest' | 'gptq';

/** How int8 weights are made. */
export interface Int8WeightOptions {
  /** Default `'nearest'`, which needs no calibration. */
  readonly rounding?: WeightRounding;
  /**
   * Steps of 7 bits, -63 to 63: on processors without VNNI (x86 before 2019, mostly) sums of two products of 8 bits are cut off at 16 bits. Default
   * false.
   */
  readonly reduceRange?: boolean;
}

/** What the rounding must see. */
export function roundingNeeds({ rounding = 'nearest' }: Int8WeightOptions): SchemeNeeds {
  return rounding === 'gptq' ? { secondMoments: true } : {};
}

/** @throws ConfigError for a rounding that there is not */
export function checkRounding({ rounding = 'nearest' }: Int8WeightOptions): void {
  if (rounding === 'nearest' || rounding === 'gptq') return;
  throw new ConfigError(`rounding: expected 'nearest' or 'gptq', found ${JSON.stringify(rounding)}`, {
    actual: rounding,
  });
}

/** A weight as int8 by rows. @throws InputError for weights that are not finite */
export function int8Weight(
  weight: LayerWeight,
  { rounding = 'nearest', reduceRange }: Int8WeightOptions,
): ChannelSteps {
  const limit = reduceRange ? STEP_LIMIT.reduced : STEP_LIMIT.full;
  const { data, columns, name, observed } = weight;
  if (rounding === 'nearest') return quantizeChannels(data, columns, limit, name);
  const scales = channelScales(data, columns, limit, name);
  const moments = observed.secondMoments;
  if (moments === undefined) throw new ConfigError(`${name}: rounding 'gptq' needs calibration rows`, { name });
  const scaleAt = (row: number) => scales[row] as number;
  return { scales, steps: compensatedSteps({ data, columns, moments, limit, scaleAt }) };
}
