import { any, gemm, type MatMulAttributes, op, type Pass, type RewriteRule, type Value } from '@bertsmith/graph';
import { sameShape } from '@bertsmith/tensor';

const fuse: RewriteRule = {
  name: 'fuse-bias-into-gemm',
  pattern: op('Add', [op('MatMul', [any('a'), any('b')], 'product'), any('bias')]),
  replace: ({ node, value, captured, useCount }) => {
    const product = captured('product');
    const [a, b, bias] = [value('a'), value('b'), value('bias')];
    const isMatrices = a.shape.length === 2 && b.shape.length === 2 && bias.shape.length === 1;
    const [result] = product.outputs as [Value];
    const isRepeated = !sameShape(result.shape, (node.outputs[0] as Value).shape);
    if (!isMatrices || isRepeated || useCount(result) > 1) return undefined;
    return [gemm(a, b, bias, product.attributes as unknown as MatMulAttributes)];
  },
};

/** A bias added to a product of two matrices goes into the product: there it costs nothing, alone it is a pass over memory. */
export const fuseBiasIntoGemm: Pass = { name: 'fuse-bias-into-gemm', rules: [fuse] };
