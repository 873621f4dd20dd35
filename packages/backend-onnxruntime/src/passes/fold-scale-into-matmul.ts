import {
  any,
  applyOp,
  type MatMulAttributes,
  matMulOp,
  op,
  type Pass,
  type RewriteRule,
  scalarNumber,
  type Value,
} from '@bertsmith/graph';
import type { DType } from '@bertsmith/tensor';

const rule: RewriteRule = {
  name: 'fold-scale-into-matmul',
  pattern: op('Mul', [op('MatMul', undefined, 'product'), any('scale')]),
  replace: ({ value, captured, useCount }) => {
    const product = captured('product');
    const [result] = product.outputs as [Value];
    const scale = scalarNumber(value('scale'));
    if (scale === undefined || useCount(result) > 1) return undefined;
    const attributes = product.attributes as unknown as MatMulAttributes;
    const alpha = attributes.alpha * scale;
    return isNormal(result.dtype, alpha) ? [applyOp(matMulOp, product.inputs, { ...attributes, alpha })] : undefined;
  },
};

/** The smallest normal and the largest number of each dtype that products have. */
const NORMAL_RANGE: Partial<Record<DType, readonly [number, number]>> = {
  float16: [2 ** -14, 65504],
  bfloat16: [2 ** -126, 3.3895313892515355e38],
  float32: [2 ** -126, 3.4028234663852886e38],
  float64: [2 ** -1022, Number.MAX_VALUE],
};

/**
 * Whether a dtype has the number with all its digits: two factors that it has may give 0 or infinity where multiplying by one
 * after the other does not.
 */
function isNormal(dtype: DType, number: number): boolean {
  const [smallest, largest] = NORMAL_RANGE[dtype] ?? [0, 0];
  return Math.abs(number) >= smallest && Math.abs(number) <= largest;
}

/** A product times a constant becomes a product with a factor, which costs nothing. */
export const foldScaleIntoMatMul: Pass = { name: 'fold-scale-into-matmul', rules: [rule] };
