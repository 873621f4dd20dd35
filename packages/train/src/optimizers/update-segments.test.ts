import { ParameterArena, type ParameterSpecification } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import type { ParameterGroup } from '../parameter-groups/parameter-group.js';
import { updateSegments } from './update-segments.js';

function parameter(name: string, length: number, weightDecay: boolean, gradient: 'dense' | 'rows' = 'dense') {
  return { name, shape: [length], initialization: { constant: 0 }, weightDecay, gradient } as ParameterSpecification;
}

const arena = new ParameterArena([
  parameter('a', 20, true),
  parameter('table', 60, true, 'rows'),
  parameter('b', 16, true),
  parameter('c', 5, false),
  parameter('d', 1, false),
  parameter('e', 3, true),
]);

function segmentsOf(groups?: ParameterGroup[]) {
  return updateSegments(arena, { groups, weightDecay: 0.1 }).map(({ entries, ...rest }) => ({
    ...rest,
    names: entries.map(({ specification }) => specification.name).join(' '),
  }));
}

describe('updateSegments', () => {
  it('merges neighbours of one kind, gaps included, and has a segment for each table', () => {
    const usual = { isTable: false, learningRateFactor: 1 };
    expect(segmentsOf()).toEqual([
      { ...usual, from: 0, to: 48, weightDecay: 0.1, names: 'a b' },
      { ...usual, from: 48, to: 80, weightDecay: 0, names: 'c d' },
      { ...usual, from: 80, to: 96, weightDecay: 0.1, names: 'e' },
      { ...usual, isTable: true, from: 96, to: 156, weightDecay: 0.1, names: 'table' },
    ]);
  });

  it('splits where groups differ, and leaves out what is frozen', () => {
    const segments = segmentsOf([
      { parameters: ['b', 'table'], learningRateFactor: 0.5 },
      { parameters: ['c', 'd'], weightDecay: 0.1 },
      { parameters: 'd', frozen: true },
    ]);
    expect(segments.map(({ names }) => names)).toEqual(['a', 'b', 'c', 'e', 'table']);
    expect(segments.map(({ learningRateFactor }) => learningRateFactor)).toEqual([1, 0.5, 1, 1, 0.5]);
    expect(segments.every(({ weightDecay }) => weightDecay === 0.1)).toBe(true);
    expect(segments[2]).toMatchObject({ from: 48, to: 64 });
  });
});
