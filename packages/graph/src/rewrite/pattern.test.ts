import { describe, expect, it } from 'vitest';
import { add } from '../ops/elementwise/add.js';
import { hyperbolicTangent } from '../ops/elementwise/hyperbolic-tangent.js';
import { multiply } from '../ops/elementwise/multiply.js';
import { split } from '../ops/layout/split.js';
import { input } from '../ops/source/source-op.js';
import { any, matchNode, op } from './pattern.js';

const x = input('x', 'float32', [4]);
const y = input('y', 'float32', [4]);

describe('a pattern', () => {
  it('remembers values and nodes', () => {
    const sum = add(multiply(x, y), y);
    const match = matchNode(op('Add', [op('Mul', [any('a'), any('b')], 'product'), any('c')]), sum.node);
    expect(match?.values).toEqual(
      new Map([
        ['a', x],
        ['b', y],
        ['c', y],
      ]),
    );
    expect(match?.nodes.get('product')).toBe(sum.node.inputs[0]?.node);
  });

  it('with the same name twice matches only the same value', () => {
    const square = op('Mul', [any('x'), any('x')]);
    expect(matchNode(square, multiply(x, x).node)).toBeDefined();
    expect(matchNode(square, multiply(x, y).node)).toBeUndefined();
  });

  it('does not match another op, another number of inputs, or a later output', () => {
    expect(matchNode(op('Mul'), add(x, y).node)).toBeUndefined();
    expect(matchNode(op('Tanh', [any('a'), any('b')]), hyperbolicTangent(x).node)).toBeUndefined();
    const [first, second] = split(x, { axis: 0, sizes: [2, 2] });
    const ofSplit = op('Tanh', [op('Split')]);
    expect(matchNode(ofSplit, hyperbolicTangent(first ?? x).node)).toBeDefined();
    expect(matchNode(ofSplit, hyperbolicTangent(second ?? x).node)).toBeUndefined();
  });
});
