import { ConfigError } from '@bertsmith/tensor';
import { type RangeMethod, withZero } from './range-method.js';

/** The smallest and the largest value of all batches. */
export function minMax(): RangeMethod {
  return {
    name: 'min-max',
    create: () => {
      let [smallest, largest] = [0, 0];
      return {
        observe: (values) => {
          const [least, most] = extremesOf(values);
          [smallest, largest] = [Math.min(smallest, least), Math.max(largest, most)];
        },
        range: () => withZero(smallest, largest),
      };
    },
  };
}

/**
 * The smallest and the largest value of each batch, averaged: `average += (1 - momentum) * (batch - average)` (Jacob et al. 2018, section 3.1).
 *
 * @param options.momentum 0 to 1, not 1. Default 0.9
 * @throws ConfigError when it is out of range
 */
export function movingAverage({ momentum = 0.9 }: { readonly momentum?: number } = {}): RangeMethod {
  if (!(momentum >= 0 && momentum < 1)) {
    throw new ConfigError(`movingAverage: momentum is from 0 and below 1, found ${momentum}`, { actual: momentum });
  }
  return {
    name: 'moving-average',
    create: () => {
      let average: readonly [number, number] | undefined;
      return {
        observe: (values) => {
          const batch = extremesOf(values);
          average = average?.map((each, end) => momentum * each + (1 - momentum) * (batch[end] as number)) as never;
          average ??= batch;
        },
        range: () => withZero(...(average ?? ([0, 0] as const))),
      };
    },
  };
}

function extremesOf(values: Float32Array): readonly [number, number] {
  let [smallest, largest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  return [smallest, largest];
}
