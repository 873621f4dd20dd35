import type { Tensor } from '@bertsmith/tensor';
import type { Gradients } from './gradients.js';

/** What one step of an optimizer works with. */
export interface OptimizerStep {
  /** Left as they are; they may be overwritten when the step is done. */
  readonly gradients: Gradients;
  /** The step size, above or equal to 0; schedules change it from step to step. */
  readonly learningRate: number;
  /**
   * Every gradient is multiplied by this on the way: below 1 to clip, 1 / n to average n batches. Default 1.
   */
  readonly gradientScale?: number;
}

/** What an optimizer must keep so that a resumed run goes on as if it had not been interrupted. */
export interface OptimizerState {
  /** Steps taken. */
  readonly stepCount: number;
  /** By name. In what `stateDict()` returns these are views of the optimizer's own memory, not copies. */
  readonly tensors: ReadonlyMap<string, Tensor<'float32'>>;
}

/** Changes the parameters of an arena by their gradients. */
export interface Optimizer {
  /** One step; it is done when the promise resolves. Steps do not overlap: await each. */
  step(step: OptimizerStep): Promise<void>;
  stateDict(): OptimizerState;
  /** Copies a state in; all of it is checked before anything is changed. */
  loadStateDict(state: OptimizerState): void;
}
