/**
 * Dynamic loss scaling, as `torch.amp.GradScaler` defines it (Micikevicius et al. 2018, "Mixed precision training", section 3.2): the loss is multiplied by
 * a scale, so that gradients are not too small for their format, and the gradients divided by it. When one is not finite, the step is left out and the
 * scale multiplied by `backoffFactor`; after `growthInterval` steps in a row without that, by `growthFactor`.
 */
import { ConfigError } from '@bertsmith/tensor';
import { completeDynamicLossScaling, type DynamicLossScalingOptions, requirePositive } from './dynamic-loss-scaling.js';

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
    this.#options = completeDynamicLossScaling(options);
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

  /** Whether the scale stays as it is, whatever overflows. */
  get isFixed(): boolean {
    return this.#options === undefined;
  }

  /** Goes on from a state. @throws ConfigError when it is none */
  restore(state: LossScalerState): void {
    const { scale, growthTracker } = state ?? {};
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
    // A run that goes on with a smaller interval may be beyond it already.
    else if (++this.#growthTracker >= growthInterval) this.#change(this.#scale * growthFactor);
  }

  /** The scale is a float32, and stays finite. */
  #change(scale: number): void {
    const rounded = Math.fround(scale);
    if (Number.isFinite(rounded)) this.#scale = rounded;
    this.#growthTracker = 0;
  }
}
