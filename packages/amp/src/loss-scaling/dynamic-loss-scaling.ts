import { ConfigError } from '@bertsmith/tensor';
import { withDefaults } from '../with-defaults.js';

/** PyTorch's options by PyTorch's names, in camel case. */
export interface DynamicLossScalingOptions {
  /** Above 0. Default 65,536. */
  readonly initialScale?: number;
  /** Above 1. Default 2. */
  readonly growthFactor?: number;
  /** Between 0 and 1. Default 0.5. */
  readonly backoffFactor?: number;
  /** Steps without overflow until the scale grows. Default 2,000. */
  readonly growthInterval?: number;
  /** Where gradients that are not finite are an error, since no scale helps; PyTorch goes on for ever. At most `initialScale`. Default 2^-16, or that. */
  readonly minimumScale?: number;
}

const DEFAULTS: Required<DynamicLossScalingOptions> = {
  initialScale: 65_536,
  growthFactor: 2,
  backoffFactor: 0.5,
  growthInterval: 2000,
  minimumScale: 2 ** -16,
};

/** @throws ConfigError for an option out of range, or one that there is not */
export function completeDynamicLossScaling(options: DynamicLossScalingOptions): Required<DynamicLossScalingOptions> {
  const complete = withDefaults('mixedPrecision: lossScaling', DEFAULTS, options);
  const { initialScale, growthFactor, backoffFactor, growthInterval, minimumScale } = complete;
  requirePositive('initialScale', initialScale);
  requirePositive('minimumScale', minimumScale);
  requireThat('growthFactor', growthFactor, growthFactor > 1 && Number.isFinite(growthFactor), 'a number above 1');
  requireThat('backoffFactor', backoffFactor, backoffFactor > 0 && backoffFactor < 1, 'a number between 0 and 1');
  const isCount = Number.isInteger(growthInterval) && growthInterval > 0;
  requireThat('growthInterval', growthInterval, isCount, 'a whole number from 1');
  if (options.minimumScale === undefined) return { ...complete, minimumScale: Math.min(minimumScale, initialScale) };
  requireThat('minimumScale', minimumScale, minimumScale <= initialScale, `at most initialScale, ${initialScale}`);
  return complete;
}

/** @throws ConfigError when a number is none that float32 has above 0 */
export function requirePositive(name: string, value: unknown): void {
  const isPositive = typeof value === 'number' && Math.fround(value) > 0 && Number.isFinite(Math.fround(value));
  requireThat(name, value, isPositive, 'a number above 0 that float32 has');
}

function requireThat(name: string, value: unknown, isRight: boolean, expected: string): void {
  if (isRight && typeof value === 'number') return;
  throw new ConfigError(`mixedPrecision: ${name} is ${value}, expected ${expected}`, { name, value });
}
