import type { BertForSentenceEmbedding } from '@bertsmith/bert-core';

/**
 * One vector of the hidden states of a text's tokens, without padding: what a {@link BertForSentenceEmbedding} does to its last layer, for
 * any other.
 *
 * @param hidden `[tokens, hiddenSize]`
 */
export function poolTokens(
  hidden: Float32Array,
  { pooling, normalize, config }: BertForSentenceEmbedding,
): Float32Array {
  const width = config.hiddenSize;
  const tokens = hidden.length / width;
  const pooled = hidden.slice(0, width);
  for (let token = 1; token < tokens && pooling !== 'cls'; token++) {
    for (let index = 0; index < width; index++) {
      const [sofar, next] = [pooled[index] as number, hidden[token * width + index] as number];
      pooled[index] = pooling === 'max' ? Math.max(sofar, next) : sofar + next;
    }
  }
  if (pooling === 'mean')
    for (let index = 0; index < width; index++) pooled[index] = (pooled[index] as number) / tokens;
  if (!normalize) return pooled;
  const length = Math.hypot(...pooled);
  return pooled.map((value) => value / (length + 1e-12));
}
