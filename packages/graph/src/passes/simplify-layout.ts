import { sameShape } from '@bertsmith/tensor';
import { reshape } from '../ops/layout/reshape.js';
import { type TransposeAttributes, transpose } from '../ops/layout/transpose.js';
import type { Pass } from '../rewrite/pass.js';
import { any, op } from '../rewrite/pattern.js';
import type { RewriteRule } from '../rewrite/rule.js';

const mergeReshapes: RewriteRule = {
  name: 'merge-reshapes',
  pattern: op('Reshape', [op('Reshape', [any('x')])]),
  replace: ({ node, value }) => [reshape(value('x'), node.outputs[0]?.shape ?? [])],
};

const mergeTransposes: RewriteRule = {
  name: 'merge-transposes',
  pattern: op('Transpose', [op('Transpose', [any('x')], 'inner')]),
  replace: ({ node, value, captured }) => {
    const { permutation: outer } = node.attributes as unknown as TransposeAttributes;
    const { permutation: inner } = captured('inner').attributes as unknown as TransposeAttributes;
    const merged = outer.map((axis) => inner[axis] as number);
    return [isIdentity(merged) ? value('x') : transpose(value('x'), merged)];
  },
};

const dropIdleTranspose: RewriteRule = {
  name: 'drop-idle-transpose',
  pattern: op('Transpose', [any('x')]),
  replace: ({ node, value }) => {
    const { permutation } = node.attributes as unknown as TransposeAttributes;
    return isIdentity(permutation) ? [value('x')] : undefined;
  },
};

function isIdentity(permutation: readonly number[]): boolean {
  return permutation.every((axis, index) => axis === index);
}

const dropIdleReshape: RewriteRule = {
  name: 'drop-idle-reshape',
  pattern: op('Reshape', [any('x')]),
  replace: ({ node, value }) => (sameShape(node.outputs[0]?.shape ?? [], value('x').shape) ? [value('x')] : undefined),
};

/** Two reshapes or two transpositions in a row become one, and those that change nothing go. */
export const simplifyLayout: Pass = {
  name: 'simplify-layout',
  rules: [mergeReshapes, mergeTransposes, dropIdleReshape, dropIdleTranspose],
};
