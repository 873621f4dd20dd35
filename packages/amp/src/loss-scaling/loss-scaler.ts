/**
 * Dynamic loss scaling, as `torch.amp.GradScaler` defines it (Micikevicius et al. 2018, "Mixed precision training", section 3.2): the loss is multiplied by
 * a scale, so that gradients are not too small for their format, and the gradients divided by it. When one is not finite, the step is left out and the
 * scale multiplied by `backoffFactor`; after `growthInterval` steps in a row without that, by `growthFactor`.
 */
import { ConfigError } from '@bertsmith/tensor';

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
  /** Where gradients that are not finite are an error, since no scale helps; PyTorch goes on for ever. Default 2^-16. */
  readonly minimumScale?: number;
}

/** What a {@link LossScaler} must have again to go on. */
export interface LossScalerState {
  readonly scale: number;
  /** Steps without overflow since the scale changed. */
  readonly growthTracker: number;
}

/** See the top of the file. A scale that is given as a number stays that number. */
export class LossScaler {
  readonly #options: Required<DynamicLossScalingOptions> | undefined;
  #scale: number;
  #growthTracker = 0;

  /** @throws ConfigError when an option is out of range */
  constructor(options: DynamicLossScalingOptions | number) {
    if (typeof options === 'number') {
      requirePositive('the loss scale', options);
      this.#scale = Math.fround(options);
      return;
    }
    this.#options = completeOptions(options);
    this.#scale = Math.fround(this.#options.initialScale);
  }

  get scale(): number {
    return this.#scale;
  }

  get state(): LossScalerState {
    return { scale: this.#scale, growthTracker: this.#growthTracker };
  }

  /** Whether a step whose gradients are not finite can be left out in the hope for a smaller scale. */
  get canBackOff(): boolean {
    return this.#options !== undefined && this.#scale > this.#options.minimumScale;
  }

  /** Goes on from a state. @throws ConfigError when it is none */
  restore({ scale, growthTracker }: LossScalerState): void {
    requirePositive('the loss scale of the checkpoint', scale);
    if (!Number.isInteger(growthTracker) || growthTracker < 0) {
      throw new ConfigError(`mixedPrecision: the growth tracker of the checkpoint is ${growthTracker}`, {
        growthTracker,
      });
    }
    if (this.#options === undefined) return;
    this.#scale = scale;
    this.#growthTracker = growthTracker;
  }

  /** Notes how a step went. */
  update(hasOverflowed: boolean): void {
    if (this.#options === undefined) return;
    const { backoffFactor, growthFactor, growthInterval } = this.#options;
    if (hasOverflowed) this.#change(this.#scale * backoffFactor);
    else if (++this.#growthTracker === growthInterval) this.#change(this.#scale * growthFactor);
  }

  /** The scale is a float32, and stays finite. */
  #change(scale: number): void {
    const rounded = Math.fround(scale);
    if (Number.isFinite(rounded)) this.#scale = rounded;
    this.#growthTracker = 0;
  }
}

function completeOptions(options: DynamicLossScalingOptions): Required<DynamicLossScalingOptions> {
  const defaults = {
    initialScale: 65_536,
    growthFactor: 2,
    backoffFactor: 0.5,
    growthInterval: 2000,
    minimumScale: 2 ** -16,
  };
  const complete = { ...defaults, ...options };
  requirePositive('initialScale', complete.initialScale);
  requirePositive('minimumScale', complete.minimumScale);
  requireThat(
    'growthFactor',
    complete.growthFactor,
    complete.growthFactor > 1 && Number.isFinite(complete.growthFactor),
    'a number above 1',
  );
  requireThat(
    'backoffFactor',
    complete.backoffFactor,
    complete.backoffFactor > 0 && complete.backoffFactor < 1,
    'a number between 0 and 1',
  );
  const { growthInterval } = complete;
  requireThat(
    'growthInterval',
    growthInterval,
    Number.isInteger(growthInterval) && growthInterval > 0,
    'a whole number from 1',
  );
  return complete;
}

function requirePositive(name: string, value: number): void {
  requireThat(name, value, value > 0 && Number.isFinite(Math.fround(value)), 'a number above 0 that float32 has');
}

function requireThat(name: string, value: number, isRight: boolean, expected: string): void {
  if (isRight) return;
  throw new ConfigError(`mixedPrecision: ${name} is ${value}, expected ${expected}`, { name, value });
}
