import { matmul, multiply, reduceMean, reduceSum, subtract, type Value } from '@bertsmith/graph';

/** Hidden states of a layer of the student, and of the layer of the teacher that it learns from. */
export interface HiddenStatePair {
  /** `[tokens, studentSize]`. */
  readonly student: Value;
  /** `[tokens, teacherSize]`; nothing is learned of it. */
  readonly teacher: Value;
  /** What makes the student's as wide as the teacher's, `[teacherSize, studentSize]`. Default: they are. */
  readonly projection?: Value | undefined;
  /** `[tokens, 1]`: how much each token counts, together 1. */
  readonly tokenWeights: Value<'float32'>;
}

/**
 * The mean squared error of `student W^T` and `teacher`: X. Jiao et al., "TinyBERT: Distilling BERT for natural language understanding", Findings of
 * EMNLP 2020, equations 8 and 9.
 *
 * There padding counts like any token, since the mean is over all places of a batch; here it does not, and all examples count alike.
 */
export function hiddenStateLoss({ student, teacher, projection, tokenWeights }: HiddenStatePair): Value<'float32'> {
  const x = student as Value<'float32'>;
  const projected = projection === undefined ? x : matmul(x, projection as Value<'float32'>, { transposeB: true });
  const difference = subtract(
    projected as Value as Value<'float32'>,
    teacher as Value<'float32'>,
  ) as Value as Value<'float32'>;
  const ofTokens = reduceMean(multiply(difference, difference), { axes: [1], keepDims: true });
  return reduceSum(multiply(ofTokens as Value<'float32'>, tokenWeights)) as Value<'float32'>;
}
