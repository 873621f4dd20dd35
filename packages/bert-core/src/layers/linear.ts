import { add, matmul, type Value } from '@bertsmith/graph';
import type { Dimension } from '@bertsmith/tensor';
import type { HiddenStates, LayerContext } from './layer-context.js';

/**
 * `x W^T + b`, with PyTorch's layout of the weight, `[outputs, inputs]`.
 *
 * @param x `[rows, inputs]`
 * @param name the parameters are `name.weight` and `name.bias`
 * @returns `[rows, outputs]`
 */
export function linear<const Rows extends Dimension>(
  context: LayerContext,
  x: HiddenStates<Rows>,
  name: string,
  outputs: number,
): HiddenStates<Rows> {
  const weight = context.weight(`${name}.weight`, [outputs, x.shape[1]]);
  return affine(x, weight, context.weight(`${name}.bias`, [outputs]));
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
