import { multiply, reduceMean, reduceSum, subtract, type Value } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';

/** Attention scores before the softmax of a layer of the student, and of the layer of the teacher that it learns from. */
export interface AttentionScorePair {
  /** `[batch, heads, sequence, sequence]`, without a mask. */
  readonly student: Value;
  /** Of the same shape; nothing is learned of it. */
  readonly teacher: Value;
  /** `[batch, 1, sequence, sequence]`: how much a token that looks at another counts, together 1. */
  readonly pairWeights: Value<'float32'>;
}

/**
 * The mean squared error over heads and pairs of tokens (Jiao et al. 2020, equation 7, of scores as there: they fit better than probabilities).
 *
 * There the scores of padding are set to 0, in both, and count; here they do not, and all examples count alike.
 *
 * @throws ConfigError when the two have different numbers of heads, which cannot be compared one by one
 */
export function attentionScoreLoss({ student, teacher, pairWeights }: AttentionScorePair): Value<'float32'> {
  const [ofStudent, ofTeacher] = [student.shape[1], teacher.shape[1]];
  if (ofStudent !== ofTeacher) {
    throw new ConfigError(
      `distillation: attention scores are compared head by head, a layer of the student has ${ofStudent} heads and the teacher's ${ofTeacher}: leave them out ({ attentions: false }), or transfer relations, which have heads of their own`,
      { expected: ofTeacher, actual: ofStudent },
    );
  }
  const difference = subtract(student as Value<'float32'>, teacher as Value<'float32'>) as Value as Value<'float32'>;
  const ofPairs = reduceMean(multiply(difference, difference), { axes: [1], keepDims: true });
  return reduceSum(multiply(ofPairs as Value<'float32'>, pairWeights)) as Value<'float32'>;
}
