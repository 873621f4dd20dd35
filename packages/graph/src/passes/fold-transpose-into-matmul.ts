import { applyOp } from '../ir/node.js';
import type { Value } from '../ir/value.js';
import type { TransposeAttributes } from '../ops/layout/transpose.js';
import { type MatMulAttributes, matMulOp } from '../ops/matmul/matmul.js';
import type { Pass } from '../rewrite/pass.js';
import { any, op } from '../rewrite/pattern.js';
import type { RewriteRule } from '../rewrite/rule.js';

/** A transposition of the last two axes before a product becomes a flag of the product, which costs nothing. */
export const foldTransposeIntoMatMul: Pass = {
  name: 'fold-transpose-into-matmul',
  rules: [
    foldOperand('left', [op('Transpose', [any('a')], 'transpose'), any('b')], 'transposeA'),
    foldOperand('right', [any('a'), op('Transpose', [any('b')], 'transpose')], 'transposeB'),
  ],
};

function foldOperand(
  side: string,
  inputs: NonNullable<RewriteRule['pattern']['inputs']>,
  flag: 'transposeA' | 'transposeB',
): RewriteRule {
  return {
    name: `fold-${side}-transpose`,
    pattern: op('MatMul', inputs),
    replace: ({ node, value, captured }) => {
      const { permutation } = captured('transpose').attributes as unknown as TransposeAttributes;
      if (!swapsLastTwo(permutation)) return undefined;
      const attributes = node.attributes as unknown as MatMulAttributes;
      const operands: readonly Value[] = [value('a'), value('b')];
      return [applyOp(matMulOp, operands, { ...attributes, [flag]: !attributes[flag] })];
    },
  };
}

function swapsLastTwo(permutation: readonly number[]): boolean {
  const rank = permutation.length;
  return permutation.every((axis, index) => axis === (index < rank - 2 ? index : 2 * rank - 3 - index));
}
