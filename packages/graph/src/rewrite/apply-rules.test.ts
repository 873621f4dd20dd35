import { describe, expect, it } from 'vitest';
import { formatGraph } from '../ir/format-graph.js';
import { createGraph } from '../ir/graph.js';
import { add } from '../ops/elementwise/add.js';
import { exponential } from '../ops/elementwise/exponential.js';
import { logarithm } from '../ops/elementwise/logarithm.js';
import { multiply } from '../ops/elementwise/multiply.js';
import { negate } from '../ops/elementwise/negate.js';
import { reshape } from '../ops/layout/reshape.js';
import { input } from '../ops/source/source-op.js';
import { applyRules, countUses } from './apply-rules.js';
import { any, op } from './pattern.js';
import type { RewriteRule } from './rule.js';

const x = input('x', 'float32', ['batch', 4]);

const doubleNegation: RewriteRule = {
  name: 'double-negation',
  pattern: op('Neg', [op('Neg', [any('x')])]),
  replace: ({ value }) => [value('x')],
};

describe('applyRules', () => {
  it('goes on until no rule matches', () => {
    let y = x;
    for (let layer = 0; layer < 301; layer++) y = negate(y);
    expect(formatGraph(applyRules(createGraph({ y }), [doubleNegation]))).toMatchInlineSnapshot(`
      "%0: float32[batch, 4] = Input name="x"
      %1: float32[batch, 4] = Neg %0
      return y = %1
      "
    `);
  });

  it('returns the same nodes when no rule matches', () => {
    const graph = createGraph({ y: negate(x) });
    expect(applyRules(graph, [doubleNegation]).nodes).toEqual(graph.nodes);
  });

  it('refuses rules that undo each other', () => {
    const swap = (name: string, from: string, make: typeof exponential): RewriteRule => ({
      name,
      pattern: op(from, [any('x')]),
      replace: ({ value }) => [make(value('x'))],
    });
    const rules = [swap('there', 'Exp', logarithm), swap('back', 'Log', exponential)];
    expect(() => applyRules(createGraph({ y: exponential(x) }), rules)).toThrow(
      'rewriting did not settle after 100 sweeps of: there, back',
    );
  });

  it('refuses a replacement of another type', () => {
    const flatten: RewriteRule = {
      name: 'flatten',
      pattern: op('Neg', [any('x')]),
      replace: ({ value }) => [reshape(value('x'), ['4*batch'])],
    };
    expect(() => applyRules(createGraph({ y: negate(x) }), [flatten])).toThrow(
      "rule 'flatten' replaces float32[batch, 4] of Neg by float32[4*batch]; the types must be the same",
    );
  });

  it('counts the uses of a value that a rule has just made as those of what it replaced', () => {
    const counts: number[] = [];
    const rules: RewriteRule[] = [
      { name: 'exp-to-log', pattern: op('Exp', [any('x')]), replace: ({ value }) => [logarithm(value('x'))] },
      {
        name: 'look',
        pattern: op('Neg', [op('Log', undefined, 'log')]),
        replace: ({ captured, useCount }) => {
          counts.push(useCount(captured('log').outputs[0] ?? x));
          return undefined;
        },
      },
    ];
    const shared = exponential(x);
    applyRules(createGraph({ y: add(negate(shared), multiply(shared, 2)) }), rules);
    expect(counts).toEqual([2, 2]);
  });
});

describe('countUses', () => {
  it('counts inputs of nodes, repeated ones too, and outputs', () => {
    const square = multiply(x, x);
    const counts = countUses(createGraph({ square, again: square, sum: add(square, x) }));
    expect([counts.get(x), counts.get(square)]).toEqual([3, 3]);
  });
});
