import {
  any,
  applyOp,
  broadcastTo,
  type MatMulAttributes,
  matMulOp,
  op,
  type Pass,
  type RewriteRule,
  type Value,
} from '@bertsmith/graph';
import { type Shape, sameShape } from '@bertsmith/tensor';

const MATRIX_RANK = 2;

const rule: RewriteRule = {
  name: 'spell-out-batches',
  pattern: op('MatMul', [any('a'), any('b')], 'product'),
  replace: ({ value, captured }) => {
    const product = captured('product');
    const [result] = product.outputs as [Value];
    const batches = batchesOf(result);
    const operands = [value('a'), value('b')];
    if (operands.some((each) => batchesOf(each).length === 0 || sameShape(batchesOf(each), batches))) return undefined;
    const spelled = operands.map((each) => broadcastTo(each, [...batches, ...each.shape.slice(-MATRIX_RANK)]));
    return [applyOp(matMulOp, spelled, product.attributes as unknown as MatMulAttributes)];
  },
};

function batchesOf({ shape }: Value): Shape {
  return shape.slice(0, -MATRIX_RANK);
}

/**
 * Repeats both operands of a product whose batches are broadcast in both (`[2, 1, m, k] x [1, 3, k, n]`): onnxruntime 1.30's CUDA
 * provider computes these wrongly.
 */
export const spellOutBatches: Pass = { name: 'spell-out-batches', rules: [rule] };
