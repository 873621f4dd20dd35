/**
 * Multi-head scaled dot-product attention (Vaswani et al. 2017, section 3.2): for each head
 * `softmax(Q K^T / sqrt(headSize) + mask) V`, the heads side by side, and one more product.
 */
import { add, cast, matmul, multiply, reshape, scalar, softmax, split, subtract, transpose, type Value } from '@bertsmith/graph';
import { layerPrefix } from '../parameters/bert-parameters.js';
import type { HiddenStates, LayerContext } from './layer-context.js';
import { layerNorm } from './layer-norm.js';
import { linear } from './linear.js';

/** What is added to the scores: 0 for tokens, the lowest number for padding; `[batch, 1, 1, sequence]`. */
export type AttentionBias = Value<'float32', readonly ['batch', 1, 1, 'sequence']>;

/** The lowest float32, as Hugging Face adds it: a row of padding alone still has a softmax. */
const LOWEST_FLOAT32 = -3.4028234663852886e38;

/** The bias of a mask of 1 for tokens and 0 for padding. */
export function attentionBias(attentionMask: Value<'int32', readonly ['batch', 'sequence']>): AttentionBias {
  const isPadding = subtract(scalar('float32', 1) as Value<'float32'>, cast(attentionMask, 'float32'));
  return reshape(multiply(isPadding, LOWEST_FLOAT32), ['batch', 1, 1, 'sequence']);
}

/** Attention, projection, dropout, residual connection and normalization of one layer. */
export function selfAttention(context: LayerContext, x: HiddenStates, bias: AttentionBias, layer: number): HiddenStates {
  const { hiddenSize, hiddenDropoutProb } = context.config;
  const prefix = `${layerPrefix(layer)}attention.`;
  const attended = attend(context, linear(context, x, `${prefix}self.qkv`, 3 * hiddenSize), bias);
  const projected = linear(context, attended, `${prefix}output.dense`, hiddenSize);
  const sum = add(context.dropout(projected, hiddenDropoutProb), x);
  return layerNorm(context, sum, `${prefix}output.LayerNorm`);
}

/** From the stacked projections `[tokens, 3 * hiddenSize]` to the attended values `[tokens, hiddenSize]`. */
function attend(context: LayerContext, qkv: HiddenStates, bias: AttentionBias): HiddenStates {
  const { hiddenSize, numAttentionHeads: heads, attentionProbsDropoutProb } = context.config;
  const headSize = hiddenSize / heads;
  const [query, key, value] = splitHeads(qkv, heads, headSize);
  const scores = matmul(query, key, { transposeB: true, alpha: 1 / Math.sqrt(headSize) });
  const probabilities = context.dropout(softmax(add(scores, bias)), attentionProbsDropoutProb);
  const attended = transpose(matmul(probabilities, value), [0, 2, 1, 3]);
  return reshape(attended, ['batch*sequence', hiddenSize]);
}

type Heads = Value<'float32', readonly ['batch', number, 'sequence', number]>;

/** `[tokens, 3 * hiddenSize]` as three times `[batch, heads, sequence, headSize]`, by one transposition. */
function splitHeads(qkv: HiddenStates, heads: number, headSize: number): [Heads, Heads, Heads] {
  const byPart = transpose(reshape(qkv, ['batch', 'sequence', 3, heads, headSize]), [2, 0, 3, 1, 4]);
  const parts = split(byPart as Value<'float32'>, { axis: 0, sizes: [1, 1, 1] });
  const asHeads = (part: Value<'float32'>): Heads => reshape(part, ['batch', heads, 'sequence', headSize] as const);
  return parts.map(asHeads) as [Heads, Heads, Heads];
}
