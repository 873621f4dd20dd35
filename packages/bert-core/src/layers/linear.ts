import { add, matmul, type Value } from '@bertsmith/graph';
import type { Dimension } from '@bertsmith/tensor';
import type { LayerContext } from './layer-context.js';

/**
 * `x W^T + b`, with PyTorch's layout of the weight, `[outputs, inputs]`.
 *
 * @param x `[rows, inputs]`
 * @param name the parameters are `name.weight` and `name.bias`
 * @returns `[rows, outputs]`
 */
export function linear<const Rows extends Dimension>(
  context: LayerContext,
  x: Value<'float32', readonly [Rows, number]>,
  name: string,
  outputs: number,
): Value<'float32', readonly [Rows, number]> {
  const weight = context.weight(`${name}.weight`, [outputs, x.shape[1]]);
  const bias = context.weight(`${name}.bias`, [outputs]);
  const product: Value<'float32'> = matmul(x, weight, { transposeB: true });
  return add(product, bias) as Value<'float32', readonly [Rows, number]>;
}
