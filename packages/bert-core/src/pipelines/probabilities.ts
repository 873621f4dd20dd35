/** Probabilities of logits, in float64. */

/** `exp(x) / sum of exp(x)`. */
export function softmaxOf(logits: ArrayLike<number>): number[] {
  const values = Array.from(logits);
  const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const exponentials = values.map((logit) => Math.exp(logit - largest));
  const sum = exponentials.reduce((a, b) => a + b, 0);
  return exponentials.map((each) => each / sum);
}

/** `1 / (1 + exp(-x))`. */
export function sigmoidOf(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
