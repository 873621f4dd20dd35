import { cast, multiply, reshape, scalar, subtract, type Value } from '@bertsmith/graph';

/**
 * What is added to the scores: 0 for tokens that are looked at, the lowest number for others; `[batch, 1, 1, sequence]`, or
 * `[batch, 1, sequence, sequence]` where it hangs on who looks.
 */
export type AttentionBias = Value<'float32', readonly ['batch', 1, 1 | 'sequence', 'sequence']>;

/** The lowest float32, as Hugging Face adds it: a row of padding alone still has a softmax. */
export const LOWEST_FLOAT32 = -3.4028234663852886e38;

/** The bias of a mask of 1 for tokens and 0 for padding. */
export function attentionBias(attentionMask: Value<'int32', readonly ['batch', 'sequence']>): AttentionBias {
  const isPadding = subtract(scalar('float32', 1) as Value<'float32'>, cast(attentionMask, 'float32'));
  return reshape(multiply(isPadding, LOWEST_FLOAT32), ['batch', 1, 1, 'sequence']);
}
