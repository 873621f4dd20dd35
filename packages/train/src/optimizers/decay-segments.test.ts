import { ParameterArena, type ParameterSpecification } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { decaySegments } from './decay-segments.js';

function parameter(name: string, length: number, weightDecay: boolean, gradient: 'dense' | 'rows' = 'dense') {
  return { name, shape: [length], initialization: { constant: 0 }, weightDecay, gradient } as ParameterSpecification;
}

it('merges neighbours of one kind, gaps included, and leaves tables out', () => {
  const arena = new ParameterArena([
    parameter('a', 20, true),
    parameter('table', 64, true, 'rows'),
    parameter('b', 16, true),
    parameter('c', 5, false),
    parameter('d', 1, false),
    parameter('e', 3, true),
  ]);
  expect(decaySegments(arena)).toEqual([
    { from: 0, to: 48, weightDecay: true },
    { from: 48, to: 80, weightDecay: false },
    { from: 80, to: 96, weightDecay: true },
  ]);
});
