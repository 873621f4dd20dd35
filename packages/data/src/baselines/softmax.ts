/**
 * Turns logits into probabilities in place, `p_k = exp(z_k) / sum_j exp(z_j)`, and answers `ln sum_j exp(z_j)`.
 *
 * The largest logit is subtracted first, so that nothing overflows.
 */
export function softmaxInPlace(logits: Float64Array): number {
  const largest = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  let sum = 0;
  for (let k = 0; k < logits.length; k++) {
    const exponential = Math.exp((logits[k] as number) - largest);
    logits[k] = exponential;
    sum += exponential;
  }
  for (let k = 0; k < logits.length; k++) logits[k] = (logits[k] as number) / sum;
  return largest + Math.log(sum);
}
