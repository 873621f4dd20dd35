import {
  any,
  applyOp,
  type Node,
  op,
  type Pass,
  quantizedMatMulOp,
  type RewriteRule,
  scalarNumber,
  type Value,
} from '@bertsmith/graph';

const PRODUCT = op('QuantizedMatMul', undefined, 'product');

const fuseBias: RewriteRule = {
  name: 'fuse-bias-into-quantized-matmul',
  pattern: op('Add', [PRODUCT, any('bias')]),
  replace: ({ value, captured, useCount }) => {
    const { inputs, outputs, attributes } = captured('product');
    const [bias, result] = [value('bias'), outputs[0] as Value];
    const isOpen = inputs.length === 5 && useCount(result) === 1;
    if (!isOpen || bias.shape.length !== 1 || bias.shape[0] !== result.shape[1]) return undefined;
    return [applyOp(quantizedMatMulOp, [...inputs, bias], attributes as { alpha: number })];
  },
};

const fuseFactor: RewriteRule = {
  name: 'fuse-factor-into-quantized-matmul',
  pattern: op('Mul', [PRODUCT, any('factor')]),
  replace: ({ value, captured, useCount }) => withFactor(captured('product'), scalarNumber(value('factor')), useCount),
};

function withFactor(product: Node, factor: number | undefined, useCount: (value: Value) => number) {
  const { inputs, outputs, attributes } = product;
  if (factor === undefined || inputs.length > 5 || useCount(outputs[0] as Value) > 1) return undefined;
  return [applyOp(quantizedMatMulOp, inputs, { alpha: (attributes.alpha as number) * factor })];
}

/** A bias and a constant factor go into the 8-bit product before them. */
export const fuseIntoQuantizedMatMul: Pass = { name: 'fuse-into-quantized-matmul', rules: [fuseBias, fuseFactor] };
