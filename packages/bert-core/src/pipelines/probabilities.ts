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

/** The place of the largest value, the first of them; 0 when there is none. */
export function indexOfLargest(values: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) {
    if ((values[index] as number) > (values[best] as number)) best = index;
  }
  return best;
}
