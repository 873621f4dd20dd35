import { describe, expect, it } from 'vitest';
import { interleave } from './interleave.js';

describe('interleave', () => {
  it('takes turns and forgets the warm-up', async () => {
    const turns: string[] = [];
    const contender = (name: string) => ({ name, run: async () => turns.push(name) });
    const measurements = await interleave([contender('a'), contender('b')], { warmup: 1, repetitions: 2 });
    expect(turns.join('')).toBe('ababab');
    expect(measurements).toEqual([
      [3, 5],
      [4, 6],
    ]);
  });

  it('stops at the first failure', async () => {
    const run = () => Promise.reject(new Error('no memory'));
    await expect(interleave([{ name: 'a', run }], { warmup: 0, repetitions: 1 })).rejects.toThrow('no memory');
  });
});
