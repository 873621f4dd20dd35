import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import { Evaluator, Trainer, type TrainingPlugin } from '@bertsmith/train';
import { describe, expect, it } from 'vitest';
import { learner, MAX_LENGTH, tinyBatches, tinyExamples } from '../../../test/structured/tiny-examples.js';
import { optimalBrainDamage } from '../criteria/optimal-brain-damage.js';
import { weightMagnitude } from '../criteria/weight-magnitude.js';
import { prunableMatrices } from '../selection/prunable-matrices.js';
import { analyzeSensitivity } from './analyze-sensitivity.js';
import { findLotteryTickets } from './lottery-ticket.js';
import { pruneIteratively } from './prune-iteratively.js';

const backend = createOnnxRuntimeBackend();
const MATRICES = ['bert.encoder.layer.0.output.dense.weight', 'bert.encoder.layer.1.attention.self.key.weight'];

async function train(model: BertModelWithHead, plugins: readonly TrainingPlugin[]) {
  const data = { train: tinyExamples(48, 1), validation: tinyExamples(24, 2), maxLength: MAX_LENGTH };
  const settings = { epochs: 3, batchSize: 8, learningRate: 1e-2, seed: 1, threads: 1 };
  await new Trainer({ model, backend, ...data, ...settings, plugins }).train();
}

async function evaluate(model: BertModelWithHead): Promise<number> {
  await using evaluator = await Evaluator.create({ model, backend, maxLength: MAX_LENGTH, threads: 1 });
  return (await evaluator.evaluate(tinyExamples(24, 2))).loss;
}

const zerosOf = (model: BertModelWithHead, name: string) => {
  const [, whole] = [...model.arena.parts()].find(([each]) => each === name) ?? [];
  return [...(whole?.data ?? [])].filter((weight) => weight === 0).length;
};

/** Which of the weights that are pruned by default are 0: places in an arena. */
function zerosIn(model: BertModelWithHead, data: Float32Array = model.arena.data): number[] {
  return prunableMatrices(model.arena).flatMap(({ offset, rows, columns }) => {
    const places = Array.from({ length: rows * columns }, (_, index) => offset + index);
    return places.filter((at) => data[at] === 0);
  });
}

describe('analyzeSensitivity', () => {
  it('says what each matrix costs, and leaves the model as it was', async () => {
    const model = learner();
    const before = model.arena.data.slice();
    const seen: number[] = [];
    const data = { backend, batches: tinyBatches(16, 1), threads: 1 };
    const { baseline, points, criterion } = await analyzeSensitivity(model, {
      ...{ criterion: optimalBrainDamage(), data, matrices: MATRICES, sparsities: [0, 0.5] },
      evaluate: (each) => {
        seen.push(...MATRICES.map((name) => zerosOf(each, name)));
        return evaluate(each);
      },
    });
    expect(model.arena.data).toEqual(before);
    expect(criterion).toBe('obd');
    expect(points.map(({ matrix, sparsity, zeros }) => [matrix, sparsity, zeros])).toEqual([
      [MATRICES[0], 0, 0],
      [MATRICES[0], 0.5, 256],
      [MATRICES[1], 0, 0],
      [MATRICES[1], 0.5, 128],
    ]);
    // Of both matrices at each evaluation: the whole model first.
    expect(seen).toEqual([0, 0, 0, 0, 256, 0, 0, 0, 0, 128]);
    expect(points.map(({ figure, change }) => figure - change)).toEqual(points.map(() => expect.closeTo(baseline, 12)));
    expect(points.filter(({ sparsity }) => sparsity === 0).map(({ change }) => change)).toEqual([0, 0]);
  });

  it('puts the weights back when an evaluation fails', async () => {
    const model = learner();
    const before = model.arena.data.slice();
    let calls = 0;
    const failing = analyzeSensitivity(model, {
      criterion: weightMagnitude(),
      evaluate() {
        if (calls++ > 0) throw new Error('no figure');
        return 0;
      },
    });
    await expect(failing).rejects.toThrow('no figure');
    expect(model.arena.data).toEqual(before);
  });

  it.each([
    [[], /there are no sparsities/],
    [[0.5, 1], /sparsity is 1/],
  ])('refuses sparsities %j', async (sparsities, message) => {
    const refused = analyzeSensitivity(learner(), { criterion: weightMagnitude(), sparsities, evaluate: () => 0 });
    await expect(refused).rejects.toThrow(message);
  });
});

describe('pruneIteratively', () => {
  it('prunes more from round to round, and what has gone stays gone', async () => {
    const model = learner();
    await train(model, []);
    const zerosAt: number[][] = [];
    const figures: number[] = [];
    const rounds = await pruneIteratively(model, {
      ...{ criterion: weightMagnitude(), sparsities: [0.3, 0.6], recover: (each, plugin) => train(each, [plugin]) },
      evaluate: async (each) => {
        zerosAt.push(zerosIn(each));
        figures.push(await evaluate(each));
        return figures.at(-1) as number;
      },
    });
    expect(rounds.map(({ zeros }) => zeros)).toEqual([Math.round(0.3 * 4096), Math.round(0.6 * 4096)]);
    expect(zerosAt[1]).toEqual(zerosAt[0]);
    expect(zerosAt[2]).toEqual(expect.arrayContaining(zerosAt[1] as number[]));
    expect(zerosAt[3]).toEqual(zerosAt[2]);
    expect(rounds.flatMap(({ figureBefore, figureAfter }) => [figureBefore, figureAfter])).toEqual(figures);
    expect(new Set(figures).size).toBe(4);
  });

  it.each([[[]], [[0.5, 0.5]], [[0.6, 0.3]]])('refuses sparsities %j', async (sparsities) => {
    const options = { criterion: weightMagnitude(), sparsities, recover: async () => {}, evaluate: () => 0 };
    await expect(pruneIteratively(learner(), options)).rejects.toThrow(/expected one or more that ascend/);
  });
});

describe('findLotteryTickets', () => {
  it('rewinds what stays, and trains a random ticket with as many zeros beside it', async () => {
    const model = learner();
    const early = new Map<string, Float32Array>();
    const begun: Float32Array[] = [];
    const result = await findLotteryTickets(model, {
      ...{ rounds: 2, shareEachRound: 0.5, rewindStep: 2, evaluate },
      async train(each, plugins) {
        begun.push(each.arena.data.slice());
        const spy: TrainingPlugin = {
          specificationVersion: 'v1',
          name: 'spy',
          afterUpdate: ({ step, arena }) => {
            if (step === 1 && !early.has('weights')) early.set('weights', arena.data.slice());
          },
        };
        await train(each, [...plugins, spy]);
      },
    });
    expect(result.tickets.map(({ zeros }) => zeros)).toEqual([2048, 3072]);
    expect(result.tickets.every(({ figure, randomFigure }) => figure > 0 && randomFigure > 0)).toBe(true);
    // One dense run, then a random ticket and the ticket in each round: from the early weights, or 0.
    expect(begun).toHaveLength(5);
    for (const start of begun.slice(1)) {
      const changed = [...start.keys()].filter((at) => start[at] !== early.get('weights')?.[at]);
      expect(changed.every((at) => start[at] === 0)).toBe(true);
    }
    const [, random, ticket, , last] = begun.map((start) => zerosIn(model, start));
    expect(random).toHaveLength(2048);
    expect(ticket).toHaveLength(2048);
    expect(ticket).not.toEqual(random);
    expect(last).toEqual(expect.arrayContaining(ticket as number[]));
    // The model ends as the last ticket, trained.
    expect(zerosIn(model)).toEqual(last);
  });

  it.each([
    [{ rounds: 0 }, /rounds is 0, expected a whole number from 1/],
    [{ shareEachRound: 1 }, /shareEachRound is 1, expected a share above 0 and below 1/],
    [{ rewindStep: -1 }, /rewindStep is -1, expected a whole number from 0/],
    [{ seed: 0.5 }, /seed is 0.5/],
    [{ rewindStep: 5 }, /the run had no update in step 5/],
  ])('refuses %j', async (options, message) => {
    const nothing = { train: async () => {}, evaluate: () => 0 };
    await expect(findLotteryTickets(learner(), { ...nothing, ...options })).rejects.toThrow(message);
  });
});
