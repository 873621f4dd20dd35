import { ConfigError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { learner } from '../../test/structured/tiny-examples.js';
import { hasSameBits } from '../../test/structured/tiny-models.js';
import { optimalBrainDamage } from './criteria/optimal-brain-damage.js';
import { randomWeights } from './criteria/random-weights.js';
import { weightMagnitude } from './criteria/weight-magnitude.js';
import { weightMovement } from './criteria/weight-movement.js';
import { type PruneWeightsOptions, pruneWeights } from './prune-weights.js';

const criterion = weightMagnitude();
const QUERY = 'bert.encoder.layer.0.attention.self.query.weight';
const OUTPUT = 'bert.encoder.layer.1.output.dense.weight';

/** Weights of a matrix, in parts where it is stacked. */
function weightsOf(model: ReturnType<typeof learner>, name: string): number[] {
  const [, tensor] = [...model.arena.parts()].find(([each]) => each === name) ?? [];
  return [...(tensor?.data ?? [])];
}

const countZeros = (numbers: readonly number[]) => numbers.filter((number) => number === 0).length;

describe('pruneWeights', () => {
  it('sets the smallest weights of the encoder to 0, and nothing else', async () => {
    const [model, before] = [learner(), learner()];
    const report = await pruneWeights(model, { criterion, sparsity: 0.5 });
    // Four matrices of 16 x 16 and two of 16 x 32 in each of two layers.
    expect(report).toMatchObject({ weights: 4096, zeros: 2048, sparsity: 0.5 });
    expect(report.matrices).toHaveLength(12);
    const changed = [...model.arena.data].flatMap((value, at) => {
      const old = before.arena.data[at] as number;
      return Object.is(value, old) ? [] : [{ value, old: Math.abs(old) }];
    });
    expect(changed.every(({ value }) => Object.is(value, 0))).toBe(true);
    const left = report.matrices.flatMap(({ name }) => weightsOf(model, name)).filter((weight) => weight !== 0);
    expect(Math.max(...changed.map(({ old }) => old))).toBeLessThanOrEqual(Math.min(...left.map(Math.abs)));
  });

  it('counts to the weight, in every scope', async () => {
    const sparsity = fc.double({ min: 0, max: 0.999, noNaN: true });
    await fc.assert(
      fc.asyncProperty(sparsity, async (share) => {
        const round = (size: number) => Math.round(share * size);
        const zerosBy = async (scope: 'global' | 'matrix' | 'row') => {
          const model = learner();
          const report = await pruneWeights(model, { criterion: randomWeights({ seed: 3 }), sparsity: share, scope });
          return { model, report };
        };
        expect((await zerosBy('global')).report.zeros).toBe(round(4096));
        const { matrices } = (await zerosBy('matrix')).report;
        for (const { weights, zeros } of matrices) expect(zeros).toBe(round(weights));
        const weights = weightsOf((await zerosBy('row')).model, OUTPUT);
        for (let row = 0; row < 16; row++) {
          expect(countZeros(weights.slice(row * 32, row * 32 + 32))).toBe(round(32));
        }
      }),
      { seed: 5, numRuns: 20 },
    );
  });

  it('leaves N of M neighbours', async () => {
    const model = learner();
    const before = weightsOf(model, QUERY);
    await pruneWeights(model, { criterion, pattern: '2:4' });
    const after = weightsOf(model, QUERY);
    for (let from = 0; from < after.length; from += 4) {
      const [old, now] = [before, after].map((each) => each.slice(from, from + 4)) as [number[], number[]];
      const largest = [...old].sort((a, b) => Math.abs(b) - Math.abs(a)).slice(0, 2);
      expect(now).toEqual(old.map((value) => (largest.includes(value) ? value : 0)));
    }
  });

  it('of equal weights prunes the first', async () => {
    const model = learner();
    model.arena.data.fill(1);
    await pruneWeights(model, { criterion, sparsity: 0.25, scope: 'row', matrices: [OUTPUT] });
    expect(weightsOf(model, OUTPUT).slice(0, 32)).toEqual([...Array(8).fill(0), ...Array(24).fill(1)]);
  });

  it('prunes up to a threshold, however much that is', async () => {
    const model = learner();
    const before = weightsOf(model, OUTPUT);
    await pruneWeights(model, { criterion, threshold: 0.05, matrices: [OUTPUT] });
    expect(weightsOf(model, OUTPUT)).toEqual(
      before.map((weight) => (Math.abs(weight) <= Math.fround(0.05) ? 0 : weight)),
    );
  });

  it('goes on from what is pruned: zeros count as the first to go', async () => {
    const model = learner();
    await pruneWeights(model, { criterion: randomWeights({ seed: 1 }), sparsity: 0.5 });
    const pruned = [...model.arena.data.keys()].filter((at) => model.arena.data[at] === 0);
    // Other scores: without the rule half of the zeros would be counted again.
    const { zeros } = await pruneWeights(model, { criterion: randomWeights({ seed: 2 }), sparsity: 0.75 });
    expect(zeros).toBe(3072);
    expect(pruned.every((at) => model.arena.data[at] === 0)).toBe(true);
    const weights = (await pruneWeights(model, { criterion, sparsity: 0.75 })).matrices;
    const counted = weights.flatMap(({ name }) => weightsOf(model, name)).filter((weight) => weight === 0);
    expect(counted).toHaveLength(3072);
  });

  it('prunes nothing when nothing is asked for, bit for bit', async () => {
    const criteria = [criterion, randomWeights({ seed: 2 })];
    const property = fc.asyncProperty(
      fc.constantFrom(...criteria),
      fc.constantFrom('global', 'matrix', 'row'),
      fc.float32Array({ minLength: 512, maxLength: 512, noNaN: true, noDefaultInfinity: true }),
      async (each, scope, values) => {
        const model = learner();
        model.arena.data.set(values);
        const before = model.arena.data.slice();
        await pruneWeights(model, { criterion: each, sparsity: 0, scope });
        expect(hasSameBits(model.arena.data, before)).toBe(true);
      },
    );
    await fc.assert(property, { numRuns: 30 });
  });
});

describe('what pruneWeights refuses', () => {
  it.each<[Partial<PruneWeightsOptions> | object, RegExp]>([
    [{ sparsity: 1 }, /sparsity is 1, expected a share from 0 to below 1/],
    [{ sparsity: -0.1 }, /sparsity is -0.1/],
    [{ sparsity: Number.NaN }, /sparsity is NaN/],
    [{ sparsity: 0.5, scope: 'layer' }, /scope is 'layer', expected one of global, matrix, row/],
    [{ pattern: '2:5' }, /the rows of '.*query.weight' have 16 weights, which 2:5 does not divide/],
    [{ pattern: '4:4' }, /the pattern is '4:4', expected N:M with 0 < N < M/],
    [{ pattern: 'two of four' }, /the pattern is 'two of four'/],
    [{ pattern: '2:4', sparsity: 0.5 }, /is said by `sparsity` .*, found sparsity, pattern/],
    [{ threshold: Number.NaN }, /threshold is NaN, expected a number/],
    [{ threshold: 0.1, scope: 'row' }, /found threshold, scope/],
    [{}, /how many weights go is said by `sparsity` .*, found nothing/],
    [{ sparsity: 0.5, matrices: ['some.weight'] }, /has no matrix 'some.weight'; it has .*query.weight/],
    [{ sparsity: 0.5, matrices: [QUERY, QUERY] }, /a matrix is named twice/],
    [{ sparsity: 0.5, matrices: [] }, /there is no matrix to prune/],
    [
      { sparsity: 0.5, criterion: { ...criterion, score: () => new Float32Array(3) } },
      /'.*query.weight' has 256 weights, the criterion gave 3 scores/,
    ],
    [{ sparsity: 0.5, criterion: { ...criterion, needs: 'luck' } }, /the criterion 'magnitude' needs 'luck'/],
    [{ sparsity: 0.5, criterion: weightMovement() }, /'movement' learns its scores while the model is trained/],
    [{ sparsity: 0.5, criterion: optimalBrainDamage() }, /'obd' needs gradients, and there is no data/],
  ])('%j', async (options, message) => {
    const [model, before] = [learner(), learner()];
    const pruned = pruneWeights(model, { criterion, ...options } as PruneWeightsOptions);
    await expect(pruned).rejects.toThrow(ConfigError);
    await expect(pruned).rejects.toThrow(message);
    expect(model.arena.data).toEqual(before.arena.data);
  });

  it('weights that are not numbers', async () => {
    const model = learner();
    model.arena.get(OUTPUT).data[5] = Number.NaN;
    const pruned = pruneWeights(model, { criterion, sparsity: 0.5 });
    await expect(pruned).rejects.toThrow(`the score of weight 5 of '${OUTPUT}' is not a number`);
  });
});
