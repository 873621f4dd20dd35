import { applyOp } from '../ir/node.js';
import type { Value } from '../ir/value.js';
import { type QuantizedMatMulAttributes, quantizedMatMulOp } from '../ops/quantized/quantized-matmul.js';
import type { Pass } from '../rewrite/pass.js';
import { any, op, type Pattern } from '../rewrite/pattern.js';
import type { RewriteContext, RewriteRule } from '../rewrite/rule.js';

const PRODUCT = op('QuantizedMatMul', undefined, 'product');

const fuseRight = fuse('fuse-right-bias-into-quantized-matmul', [PRODUCT, any('bias')]);
const fuseLeft = fuse('fuse-left-bias-into-quantized-matmul', [any('bias'), PRODUCT]);

function fuse(name: string, inputs: readonly Pattern[]): RewriteRule {
  return { name, pattern: op('Add', inputs), replace };
}

function replace({ value, captured, useCount }: RewriteContext): readonly Value[] | undefined {
  const { inputs, outputs, attributes } = captured('product');
  const [bias, result] = [value('bias'), outputs[0] as Value];
  const isFree = inputs.length === 5 && useCount(result) === 1;
  const isBias = bias.shape.length === 1 && bias.shape[0] === result.shape[1];
  return isFree && isBias
    ? [applyOp(quantizedMatMulOp, [...inputs, bias], attributes as unknown as QuantizedMatMulAttributes)]
    : undefined;
}

/** A bias that is added to a product of integers goes into it, where it costs nothing. */
export const fuseBiasIntoQuantizedMatMul: Pass = {
  name: 'fuse-bias-into-quantized-matmul',
  rules: [fuseRight, fuseLeft],
};
