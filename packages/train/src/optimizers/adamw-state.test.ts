import { ConfigError, ParameterArena, ShapeError, type Tensor, tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { loadMoments, momentTensors } from './adamw-state.js';

const arena = new ParameterArena([
  { name: 'weight', shape: [2, 3], initialization: { constant: 0 }, weightDecay: true },
  { name: 'bias', shape: [3], initialization: { constant: 0 }, weightDecay: false },
]);

function makeState(): Map<string, Tensor<'float32'>> {
  return momentTensors(arena, arena.allocateLike().fill(1), arena.allocateLike().fill(2));
}

describe('loadMoments', () => {
  it('copies every tensor', () => {
    const own = momentTensors(arena, arena.allocateLike(), arena.allocateLike());
    loadMoments({ stepCount: 3, tensors: makeState() }, own);
    expect([...(own.get('bias.exp_avg')?.data ?? [])]).toEqual([1, 1, 1]);
    expect([...(own.get('weight.exp_avg_sq')?.data ?? [])]).toEqual([2, 2, 2, 2, 2, 2]);
  });

  it('refuses another model’s state before it copies anything', () => {
    const own = momentTensors(arena, arena.allocateLike(), arena.allocateLike());
    const missing = makeState();
    missing.delete('bias.exp_avg_sq');
    expect(() => loadMoments({ stepCount: 1, tensors: missing }, own)).toThrow(/'bias.exp_avg_sq' is missing/);
    const unknown = makeState().set('pooler.exp_avg', tensor('float32', [1], new Float32Array(1)));
    expect(() => loadMoments({ stepCount: 1, tensors: unknown }, own)).toThrow(ConfigError);
    const misshapen = makeState().set('bias.exp_avg_sq', tensor('float32', [4], new Float32Array(4)));
    expect(() => loadMoments({ stepCount: 1, tensors: misshapen }, own)).toThrow(ShapeError);
    expect(() => loadMoments({ stepCount: -1, tensors: makeState() }, own)).toThrow(ConfigError);
    expect([...own.values()].every(({ data }) => data.every((value) => value === 0))).toBe(true);
  });
});
