import type { FlatKernels } from '@bertsmith/train';
import type { Settings } from '../settings.js';

/** A matrix as a {@link WeightCriterion} sees it. */
export interface ScoredMatrix {
  readonly name: string;
  readonly rows: number;
  readonly columns: number;
  /** float32 [rows * columns], row by row. What was pruned has the value that it would come back with. Not to be changed. */
  readonly weights: Float32Array;
  /** float32 [rows * columns * statisticsPerWeight]: what `observe` has gathered, in an order of its own, zeros at first. Empty for a criterion without `observe`. */
  readonly statistics: Float32Array;
  /** Gradients that were observed before. */
  readonly observations: number;
}

/** The same with a gradient that is observed. */
export interface MatrixWithGradient extends ScoredMatrix {
  /** float32 [rows * columns], as `observe` has it. */
  readonly gradient: Float32Array;
}

/**
 * Says which weights of a matrix matter: one small object, ours and a contributor's alike. It keeps nothing itself: what it learns lies in
 * `statistics`, which checkpoints save.
 */
export interface WeightCriterion {
  readonly specificationVersion: 'v1';
  readonly name: string;
  /** What its scores hang on beside its name: a run that is resumed must have the same. As JSON has them. Default: nothing. */
  readonly settings?: Settings;
  /**
   * What it needs: only the weights; gradients of the loss, of batches before training or of its steps; or `training`, gradients of
   * the steps in which the weights are learned, one after another. With any but `weights` it has an `observe`.
   */
  readonly needs: 'weights' | 'gradients' | 'training';
  /** Numbers that `observe` keeps for each weight. Default 1. */
  readonly statisticsPerWeight?: number;
  /**
   * Adds a gradient to `matrix.statistics`. In a run not called any more once the mask is the one of the end.
   *
   * @param gradient float32 [rows * columns]: of the mean loss of a batch, with respect to the weights that the pass saw, the pruned ones 0
   */
  observe?(matrix: ScoredMatrix, gradient: Float32Array): void;
  /**
   * The same for all matrices of a step, by kernels, in the threads that update the parameters: for what is much to compute. Called, and waited for, in the place of
   * `observe` where a run has such threads, with everything on their heap. It comes to the same statistics but for the rounding of float32 (who changes the one
   * changes the other), and leaves weights and gradients as they are.
   */
  observeAll?(matrices: readonly MatrixWithGradient[], kernels: FlatKernels): Promise<void>;
  /** @returns float32 [rows * columns]; higher = keep. Any finite or infinite number, no NaN */
  score(matrix: ScoredMatrix): Float32Array;
  /**
   * Changes the weights that stay so that they make up for those that go. In place, in `matrix.weights`; what goes is set to 0 afterwards.
   */
  compensate?(matrix: ScoredMatrix, isKept: (index: number) => boolean): void;
}
