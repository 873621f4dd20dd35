import { describe, expect, it } from 'vitest';
import type { Contender } from './benchmark.js';
import { measureCase } from './measure-case.js';

const rounds = { warmup: 1, repetitions: 3 };

function contender(name: string, measurements: number[], disposed: string[] = []): Contender {
  const queue = [100, ...measurements];
  return { name, run: async () => queue.shift() ?? Number.NaN, dispose: () => void disposed.push(name) };
}

describe('measureCase', () => {
  it('gives median, minimum and maximum, and ratios above 1 when our time is shorter', async () => {
    const ours = contender('ours', [2, 1, 4]);
    const peers = [contender('pytorch', [6, 5, 9]), contender('floor', [1, 1, 1])];
    const row = await measureCase({ name: 'small', prepare: async () => ({ ours, peers }) }, 'lower', rounds);
    expect(row).toEqual({
      case: 'small',
      ours: { median: 2, minimum: 1, maximum: 4 },
      peers: {
        pytorch: { median: 6, minimum: 5, maximum: 9 },
        floor: { median: 1, minimum: 1, maximum: 1 },
      },
      ratio: { pytorch: 3, floor: 0.5 },
    });
  });

  it('turns the ratio round for rates', async () => {
    const prepare = async () => ({ ours: contender('ours', [8, 8, 8]), peers: [contender('other', [2, 2, 2])] });
    expect((await measureCase({ name: 'rate', prepare }, 'higher', rounds)).ratio).toEqual({ other: 4 });
  });

  it('measures us alone when every peer is left out', async () => {
    const prepare = async () => ({ ours: contender('ours', [1, 2, 3]), peers: [] });
    const row = await measureCase({ name: 'alone', prepare }, 'lower', rounds);
    expect([row.peers, row.ratio]).toEqual([{}, {}]);
  });

  it('disposes of everyone after a failure', async () => {
    const disposed: string[] = [];
    const broken = { ...contender('broken', [], disposed), run: () => Promise.reject(new Error('broken')) };
    const prepare = async () => ({ ours: contender('ours', [1], disposed), peers: [broken] });
    await expect(measureCase({ name: 'bad', prepare }, 'lower', rounds)).rejects.toThrow('broken');
    expect(disposed).toEqual(['ours', 'broken']);
  });

  it('refuses two peers of one name', async () => {
    const prepare = async () => ({ ours: contender('ours', []), peers: [contender('p', []), contender('p', [])] });
    await expect(measureCase({ name: 'twins', prepare }, 'lower', rounds)).rejects.toThrow("called 'p'");
  });
});
