import { ConfigError, ShapeError, type Tensor, tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { loadOptimizerState } from './optimizer-state.js';

function makeState(weight = 1, bias = 2): Map<string, Tensor<'float32'>> {
  return new Map<string, Tensor<'float32'>>([
    ['weight.exp_avg', tensor('float32', [2, 3], new Float32Array(6).fill(weight))],
    ['bias.exp_avg', tensor('float32', [3], new Float32Array(3).fill(bias))],
  ]);
}

describe('loadOptimizerState', () => {
  it('copies every tensor', () => {
    const own = makeState(0, 0);
    loadOptimizerState({ stepCount: 3, tensors: makeState() }, own);
    expect([...(own.get('bias.exp_avg')?.data ?? [])]).toEqual([2, 2, 2]);
    expect([...(own.get('weight.exp_avg')?.data ?? [])]).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('refuses another model’s state before it copies anything', () => {
    const own = makeState(0, 0);
    const missing = makeState();
    missing.delete('bias.exp_avg');
    expect(() => loadOptimizerState({ stepCount: 1, tensors: missing }, own)).toThrow(/'bias.exp_avg' is missing/);
    const unknown = makeState().set('pooler.exp_avg', tensor('float32', [1], new Float32Array(1)));
    expect(() => loadOptimizerState({ stepCount: 1, tensors: unknown }, own)).toThrow(ConfigError);
    const misshapen = makeState().set('bias.exp_avg', tensor('float32', [4], new Float32Array(4)));
    expect(() => loadOptimizerState({ stepCount: 1, tensors: misshapen }, own)).toThrow(ShapeError);
    expect(() => loadOptimizerState({ stepCount: -1, tensors: makeState() }, own)).toThrow(ConfigError);
    expect([...own.values()].every(({ data }) => data.every((value) => value === 0))).toBe(true);
  });
});
