/**
 * What some of a model's parameters have different from the others.
 *
 * Groups are a list, and a parameter may be in several: what a later group says replaces what an earlier one said of the same setting,
 * as in a style sheet. So `layerwiseDecay(...)` can be followed by an exception for one layer.
 *
 * @example
 * const groups = [
 *   ...layerwiseDecay(config, 0.9),
 *   { parameters: 'bert.embeddings.*', frozen: true },
 *   { parameters: '*.bias', weightDecay: 0.01 },
 * ];
 */
export interface ParameterGroup {
  /**
   * Names in the arena, or of the parts of a stacked parameter (all of them); `*` stands for any characters. A pattern that fits no
   * parameter is an error.
   */
  readonly parameters: string | readonly string[];
  /** Times the learning rate, 0 or more. Default 1. */
  readonly learningRateFactor?: number;
  /** In place of the optimizer's, also where the parameter's specification excludes it from weight decay; 0 or more. */
  readonly weightDecay?: number;
  /** Whether the parameters stay as they are: no update, no share in the norm of the gradients, no gradient where it can be helped. */
  readonly frozen?: boolean;
}
