import {
  any,
  applyOp,
  type Node,
  op,
  type Pass,
  type QuantizedMatMulAttributes,
  quantizedMatMulOp,
  type RewriteRule,
  scalarNumber,
  type Value,
} from '@bertsmith/graph';

const fuseFactor: RewriteRule = {
  name: 'fuse-factor-into-quantized-matmul',
  pattern: op('Mul', [op('QuantizedMatMul', undefined, 'product'), any('factor')]),
  replace: ({ value, captured, useCount }) => withFactor(captured('product'), scalarNumber(value('factor')), useCount),
};

function withFactor(product: Node, factor: number | undefined, useCount: (value: Value) => number) {
  const { inputs, outputs } = product;
  if (factor === undefined || inputs.length > 5 || useCount(outputs[0] as Value) > 1) return undefined;
  const { alpha } = product.attributes as unknown as QuantizedMatMulAttributes;
  return [applyOp(quantizedMatMulOp, inputs, { alpha: alpha * factor })];
}

/** A constant factor goes into the 8-bit product before it. */
export const fuseFactorIntoQuantizedMatMul: Pass = { name: 'fuse-factor-into-quantized-matmul', rules: [fuseFactor] };
