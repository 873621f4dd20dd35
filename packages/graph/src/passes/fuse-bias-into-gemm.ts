import { sameShape } from '@bertsmith/tensor';
import type { Value } from '../ir/value.js';
import { gemm, isGemmExact } from '../ops/matmul/gemm.js';
import type { MatMulAttributes } from '../ops/matmul/matmul.js';
import type { Pass } from '../rewrite/pass.js';
import { any, op, type Pattern } from '../rewrite/pattern.js';
import type { RewriteContext, RewriteRule } from '../rewrite/rule.js';

const PRODUCT = op('MatMul', [any('a'), any('b')], 'product');

const fuseRight = fuse('fuse-right-summand-into-gemm', [PRODUCT, any('bias')]);
const fuseLeft = fuse('fuse-left-summand-into-gemm', [any('bias'), PRODUCT]);

function fuse(name: string, inputs: readonly Pattern[]): RewriteRule {
  return { name, pattern: op('Add', inputs), replace };
}

function replace({ node, value, captured, useCount }: RewriteContext): readonly Value[] | undefined {
  const product = captured('product');
  const [a, b, bias] = [value('a'), value('b'), value('bias')];
  const [result] = product.outputs as [Value];
  const isMatrices = a.shape.length === 2 && b.shape.length === 2;
  const isSummand = bias.shape.length === 1 || sameShape(bias.shape, result.shape);
  const isRepeated = !sameShape(result.shape, (node.outputs[0] as Value).shape);
  if (!isMatrices || !isSummand || isRepeated || useCount(result) > 1) return undefined;
  const attributes = product.attributes as unknown as MatMulAttributes;
  return isGemmExact(result, attributes) ? [gemm(a, b, bias, attributes)] : undefined;
}

/**
 * What is added to a product of two matrices, a bias or a whole matrix (a residual, the gradient of another branch), goes into the
 * product: alone it is one more pass over memory. A factor that `Gemm` would round in float64 keeps the product out of it.
 */
export const fuseBiasIntoGemm: Pass = { name: 'fuse-bias-into-gemm', rules: [fuseRight, fuseLeft] };
