/**
 * What a teacher answers as a target: G. Hinton, O. Vinyals, J. Dean, "Distilling the knowledge in a neural network", 2015, section 2.
 *
 * Divided by a temperature above 1, its logits say also which wrong answers it finds less wrong. The gradients of such a loss are smaller by the
 * square of the temperature, with which it is multiplied, so that its share beside the labels' loss does not hang on the temperature.
 */
import { meanOfRows } from '@bertsmith/bert-core';
import { concat, logSoftmax, multiply, reduceSum, reshape, softmax, subtract, type Value } from '@bertsmith/graph';

/** Two models' logits of the same questions. */
export interface SoftTargets {
  /** `[rows, classes]`. */
  readonly student: Value;
  /** `[rows, classes]`; nothing is learned of it. */
  readonly teacher: Value;
  /** What both are divided by, above 0. */
  readonly temperature: number;
  /** `[rows, 1]`, 1 for a row that counts, 0 for another. Default: all do. */
  readonly isCounted?: Value<'float32'> | undefined;
}

/**
 * `T^2 / n * sum KL(softmax(teacher / T) || softmax(student / T))` over the `n` rows that count; 0 when none does.
 *
 * Hinton et al. write the cross-entropy, whose gradient is the same; the divergence is 0 where the student says what the teacher does.
 */
export function softTargetLoss({ student, teacher, temperature, isCounted }: SoftTargets): Value<'float32'> {
  const divergences = divergenceOfRows(divide(student, temperature), divide(teacher, temperature));
  return multiply(meanOfRows(divergences, isCounted), temperature ** 2);
}

/**
 * The same where each class is a question of its own, yes or no (`multi_label_classification`): `T^2` times the mean divergence over rows and
 * classes, of `sigmoid(teacher / T)` and `sigmoid(student / T)`.
 */
export function binarySoftTargetLoss({ student, teacher, temperature, isCounted }: SoftTargets): Value<'float32'> {
  const { shape } = student;
  const divergences = divergenceOfRows(yesAndNo(divide(student, temperature)), yesAndNo(divide(teacher, temperature)));
  return multiply(meanOfRows(reshape(divergences, [...shape]) as Value<'float32'>, isCounted), temperature ** 2);
}

/**
 * `KL(softmax(teacher) || softmax(student))` over the last axis, which is 1 in what it gives.
 *
 * Where both have the lowest number, as masks leave it, it adds 0.
 */
export function divergenceOfRows(student: Value<'float32'>, teacher: Value<'float32'>): Value<'float32'> {
  const difference = subtract(logSoftmax(teacher), logSoftmax(student)) as Value<'float32'>;
  return reduceSum(multiply(softmax(teacher), difference), { axes: [-1], keepDims: true }) as Value<'float32'>;
}

function divide(logits: Value, temperature: number): Value<'float32'> {
  return multiply(logits as Value<'float32'>, 1 / temperature) as Value as Value<'float32'>;
}

/** `[rows, classes]` as `[rows, classes, 2]`: a sigmoid of `x` is the softmax of `x` and 0. */
function yesAndNo(logits: Value<'float32'>): Value<'float32'> {
  const column = reshape(logits, [...logits.shape, 1]) as Value<'float32'>;
  return concat([column, multiply(column, 0)], logits.shape.length) as Value as Value<'float32'>;
}
