import {
  any,
  applyOp,
  isConstantNode,
  type MatMulAttributes,
  matMulOp,
  op,
  type Pass,
  type RewriteRule,
  type Value,
} from '@bertsmith/graph';

const rule: RewriteRule = {
  name: 'fold-scale-into-matmul',
  pattern: op('Mul', [op('MatMul', undefined, 'product'), any('scale')]),
  replace: ({ value, captured, useCount }) => {
    const product = captured('product');
    const scale = scalarOf(value('scale'));
    if (scale === undefined || useCount(product.outputs[0] as Value) > 1) return undefined;
    const attributes = product.attributes as unknown as MatMulAttributes;
    return [applyOp(matMulOp, product.inputs, { ...attributes, alpha: attributes.alpha * scale })];
  },
};

function scalarOf({ node, shape }: Value): number | undefined {
  if (!isConstantNode(node) || shape.length > 0) return undefined;
  return Number((node.attributes.data as ArrayLike<number>)[0]);
}

/** A product times a constant becomes a product with a factor, which costs nothing. */
export const foldScaleIntoMatMul: Pass = { name: 'fold-scale-into-matmul', rules: [rule] };
