/**
 * Multi-head scaled dot-product attention (Vaswani et al. 2017, section 3.2): for each head
 * `softmax(Q K^T / sqrt(headSize) + mask) V`, the heads side by side, and one more product.
 */
import { add, matmul, reshape, softmax, split, transpose, type Value } from '@bertsmith/graph';
import type { Dimension } from '@bertsmith/tensor';
import { attentionWidthOf, headSize, numHeadsOf } from '../config/layer-sizes.js';
import { layerPrefix } from '../parameters/bert-parameters.js';
import { addAndNormalize } from './add-and-normalize.js';
import type { AttentionBias } from './attention-bias.js';
import { firstTokens } from './first-tokens.js';
import type { HiddenStates, LayerContext } from './layer-context.js';
import { affine, linear } from './linear.js';
import { exampleRows, type PackedInputs } from './packed-inputs.js';

/** Vectors of each head: `[batch, heads, positions, headSize]`. */
type Heads<Positions extends Dimension> = Value<'float32', readonly ['batch', number, Positions, number]>;

/** Attention, projection, dropout, residual connection and normalization of one layer. */
export function selfAttention(
  context: LayerContext,
  x: HiddenStates,
  bias: AttentionBias,
  layer: number,
): HiddenStates {
  return project(context, attendFromAll(context, x, bias, layer), x, layer);
}

/**
 * The same for the first token of each example of packed rows: `[examples, hiddenSize]`. All tokens look, since examples are anywhere in
 * their rows, but only first tokens go on from there.
 */
export function exampleAttention(
  context: LayerContext,
  x: HiddenStates,
  bias: AttentionBias,
  layer: number,
  packed: PackedInputs,
): HiddenStates<'examples'> {
  const attended = exampleRows(attendFromAll(context, x, bias, layer), packed);
  return project(context, attended, exampleRows(x, packed), layer);
}

/** The heads of all tokens side by side, before the projection. */
function attendFromAll(context: LayerContext, x: HiddenStates, bias: AttentionBias, layer: number): HiddenStates {
  const width = attentionWidthOf(context.config, layer);
  const qkv = linear(context, x, `${layerPrefix(layer)}attention.self.qkv`, 3 * width);
  const [query, key, value] = splitHeads(context, qkv, layer, 3) as [
    Heads<'sequence'>,
    Heads<'sequence'>,
    Heads<'sequence'>,
  ];
  const attended = transpose(attend(context, query, key, value, bias), [0, 2, 1, 3]);
  return reshape(attended, ['batch*sequence', width]);
}

/**
 * The same for each text's first token alone, which looks at all tokens: `[batch, hiddenSize]`.
 *
 * A head that reads only the first token's last hidden state needs of the last layer only this; the numbers are those that
 * {@link selfAttention} has in that row.
 */
export function firstTokenAttention(
  context: LayerContext,
  x: HiddenStates,
  bias: AttentionBias,
  layer: number,
): HiddenStates<'batch'> {
  const { config } = context;
  const width = attentionWidthOf(config, layer);
  const name = `${layerPrefix(layer)}attention.self.qkv`;
  const sizes = [width, 2 * width];
  const weight = context.weight(`${name}.weight`, [3 * width, config.hiddenSize]) as Value<'float32'>;
  const biases = context.weight(`${name}.bias`, [3 * width]) as Value<'float32'>;
  const [queryWeight, keyValueWeight] = split(weight, { axis: 0, sizes }) as [Value<'float32'>, Value<'float32'>];
  const [queryBias, keyValueBias] = split(biases, { axis: 0, sizes }) as [Value<'float32'>, Value<'float32'>];
  const first = firstTokens(x);
  const queryShape = ['batch', numHeadsOf(config, layer), 1, headSize(config)] as const;
  const query = reshape(affine(first, queryWeight, queryBias), queryShape);
  const keyValue = affine(x, keyValueWeight, keyValueBias);
  const [key, value] = splitHeads(context, keyValue, layer, 2) as [Heads<'sequence'>, Heads<'sequence'>];
  const attended = reshape(attend(context, query, key, value, bias), ['batch', width] as const);
  return project(context, attended, first, layer);
}

function attend<const Positions extends Dimension>(
  context: LayerContext,
  query: Heads<Positions>,
  key: Heads<'sequence'>,
  value: Heads<'sequence'>,
  bias: AttentionBias,
): Heads<Positions> {
  const alpha = 1 / Math.sqrt(query.shape[3]);
  const scores: Value<'float32'> = matmul(query as Value<'float32'>, key as Value<'float32'>, {
    transposeB: true,
    alpha,
  });
  const probabilities = softmax(add(scores, bias as Value<'float32'>));
  context.trace?.attentions.push(probabilities);
  const dropped = context.dropout(probabilities, context.config.attentionProbsDropoutProb);
  return matmul(dropped, value as Value<'float32'>) as Value as Heads<Positions>;
}

function project<const Rows extends Dimension>(
  context: LayerContext,
  attended: HiddenStates<Rows>,
  residual: HiddenStates<Rows>,
  layer: number,
): HiddenStates<Rows> {
  const prefix = `${layerPrefix(layer)}attention.output.`;
  const projected = linear(context, attended, `${prefix}dense`, context.config.hiddenSize);
  return addAndNormalize(context, projected, residual, `${prefix}LayerNorm`);
}

/** `[tokens, parts * heads * headSize]` as `parts` times `[batch, heads, sequence, headSize]`. */
function splitHeads(
  { config }: LayerContext,
  stacked: HiddenStates,
  layer: number,
  parts: number,
): Heads<'sequence'>[] {
  const sizes = new Array<number>(parts).fill(attentionWidthOf(config, layer));
  const shape = ['batch', 'sequence', numHeadsOf(config, layer), headSize(config)] as const;
  return split(stacked as Value<'float32'>, { axis: 1, sizes }).map((part) => {
    return transpose(reshape(part, shape), [0, 2, 1, 3]) as Heads<'sequence'>;
  });
}
