import { add, matmul, type Value } from '@bertsmith/graph';
import type { Dimension } from '@bertsmith/tensor';
import { rankOf } from '../config/matrix-ranks.js';
import type { HiddenStates, LayerContext } from './layer-context.js';

/**
 * `x W^T + b`, with PyTorch's layout of the weight, `[outputs, inputs]`. Where the configuration has a rank for it, `W` is `second first`, and `x` is
 * multiplied by one after the other.
 *
 * @param x `[rows, inputs]`
 * @param name the parameters are `name.weight` and `name.bias`; `name.first.weight`, `name.second.weight` and `name.bias` of a factorized matrix
 * @returns `[rows, outputs]`
 */
export function linear<const Rows extends Dimension>(
  context: LayerContext,
  x: HiddenStates<Rows>,
  name: string,
  outputs: number,
): HiddenStates<Rows> {
  const rank = rankOf(context.config, name);
  const bias = context.weight(`${name}.bias`, [outputs]) as Value<'float32'>;
  if (rank === undefined) return affine(x, context.weight(`${name}.weight`, [outputs, x.shape[1]]), bias);
  const first = context.weight(`${name}.first.weight`, [rank, x.shape[1]]) as Value<'float32'>;
  const thin = matmul(x as Value<'float32'>, first, { transposeB: true }) as Value as HiddenStates<Rows>;
  return affine(thin, context.weight(`${name}.second.weight`, [outputs, rank]), bias);
}

/** `x W^T + b` with parameters that are values already. */
export function affine<const Rows extends Dimension>(
  x: HiddenStates<Rows>,
  weight: Value<'float32'>,
  bias: Value<'float32'>,
): HiddenStates<Rows> {
  const product: Value<'float32'> = matmul(x as Value<'float32'>, weight, { transposeB: true });
  return add(product, bias) as HiddenStates<Rows>;
}
