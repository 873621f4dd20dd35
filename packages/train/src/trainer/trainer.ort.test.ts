import { type EncodedExamples, planTrainingBatches, rowLengths } from '@bertsmith/data';
import { ConfigError, TrainingError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { hasSameBits } from '../../test/distance.js';
import { dominantClassExamples, dominantClassModel } from '../../test/dominant-class.js';
import { dominantClassRun, trainDominantClass } from '../../test/train-dominant-class.js';
import { Trainer } from './trainer.js';
import type { TrainingEvent } from './training-event.js';

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('a run', () => {
  it('learns: the loss falls, and most of the held-out rows are named rightly', async () => {
    const train = dominantClassExamples(800, 1);
    const { result, steps } = await trainDominantClass({ train, epochs: 4 });
    const losses = steps.map(({ loss }) => loss);
    expect(losses[0]).toBeCloseTo(Math.log(4), 0);
    expect(mean(losses.slice(-20))).toBeLessThan(0.4 * mean(losses.slice(0, 20)));
    expect(result.evaluation.metrics.accuracy).toBeGreaterThan(0.9);
    expect(result.evaluation.metrics.macroF1).toBeGreaterThan(0.9);
  });

  it('tells of every step and every evaluation, and counts', async () => {
    const { result, events, steps } = await trainDominantClass();
    const epoch = ['step', 'step', 'step', 'step', 'step', 'evaluation'];
    expect(events.map(({ kind }) => kind)).toEqual([...epoch, ...epoch]);
    expect(events.map((event) => event.epoch)).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
    expect(steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    for (const { totalSteps, stepMs, gradientNorm, isVetoed } of steps) {
      expect({ totalSteps, isVetoed }).toEqual({ totalSteps: 10, isVetoed: false });
      expect(Math.min(stepMs, gradientNorm)).toBeGreaterThan(0);
    }
    const tokens = rowLengths(dominantClassExamples(70, 1)).reduce((sum, length) => sum + length, 0);
    expect(result).toMatchObject({ steps: 10, trainedExamples: 140, trainedTokens: 2 * tokens, isAborted: false });
    expect(steps.reduce((sum, { realTokens }) => sum + realTokens, 0)).toBe(result.trainedTokens);
    expect(events.at(-1)).toMatchObject({ kind: 'evaluation', result: result.evaluation });
    expect(result.stepMsMedian).toBeGreaterThan(0);
    expect(result.seconds * 1000).toBeGreaterThan(result.stepMsMedian * 10 * 0.5);
  });

  it('warms up for a tenth of the steps, and goes to 0', async () => {
    const { steps } = await trainDominantClass({ epochs: 4, learningRate: 1 / 128 });
    const rates = steps.map(({ learningRate }) => learningRate * 128);
    expect(rates.slice(0, 4)).toEqual([0, 1 / 2, 1, 17 / 18]);
    expect(rates.at(-1)).toBeCloseTo(1 / 18, 12);
  });
});

describe('the same seed', () => {
  it('gives the same parameters bit for bit, with dropout, and another seed gives others', async () => {
    const [first, second, other] = [
      await trainDominantClass({ seed: 5 }),
      await trainDominantClass({ seed: 5 }),
      await trainDominantClass({ seed: 6 }),
    ];
    expect(first.model.config.hiddenDropoutProb).toBe(0.1);
    expect(hasSameBits(first.model.arena.data, second.model.arena.data)).toBe(true);
    expect(first.steps.map(({ loss }) => loss)).toEqual(second.steps.map(({ loss }) => loss));
    expect(first.result.evaluation.predictions).toEqual(second.result.evaluation.predictions);
    expect(hasSameBits(first.model.arena.data, other.model.arena.data)).toBe(false);
  });

  it('gives the same steps when the run ends early: the schedule stays', async () => {
    const whole = await trainDominantClass();
    const short = await trainDominantClass({ maxSteps: 7 });
    const figures = ({ steps }: typeof whole) => steps.map(({ loss, learningRate }) => ({ loss, learningRate }));
    expect(figures(short)).toEqual(figures(whole).slice(0, 7));
    expect(short.steps.every(({ totalSteps }) => totalSteps === 10)).toBe(true);
    expect(short.events.map(({ kind }) => kind).filter((kind) => kind === 'evaluation')).toHaveLength(2);
    expect(short.result).toMatchObject({ steps: 7, trainedExamples: 70 + 32, isAborted: false });
  });

  it('ends after an epoch without a second evaluation when that was the last step', async () => {
    const { events } = await trainDominantClass({ maxSteps: 5 });
    expect(events.map(({ kind }) => kind)).toEqual(['step', 'step', 'step', 'step', 'step', 'evaluation']);
  });
});

describe('a signal', () => {
  it('ends the run after the step that is being computed; what was learned stays, and is evaluated', async () => {
    const controller = new AbortController();
    const { result, model, events } = await trainDominantClass({
      signal: controller.signal,
      onEvent: (event) => event.kind === 'step' && event.step === 3 && controller.abort(),
    });
    expect(result).toMatchObject({ steps: 3, isAborted: true });
    expect(events.map(({ kind }) => kind)).toEqual(['step', 'step', 'step', 'evaluation']);
    const { model: same } = await trainDominantClass({ maxSteps: 3 });
    expect(hasSameBits(model.arena.data, same.arena.data)).toBe(true);
  });

  it.each([
    ['all epochs are done', {}],
    ['`maxSteps` are done', { maxSteps: 3 }],
  ])('that comes in the last evaluation, when %s, ends nothing', async (_, options) => {
    const controller = new AbortController();
    const onEvent = ({ kind, epoch }: TrainingEvent) => {
      if (kind === 'evaluation' && (epoch === 1 || 'maxSteps' in options)) controller.abort();
    };
    const { result } = await trainDominantClass({ ...options, signal: controller.signal, onEvent });
    expect(controller.signal.aborted).toBe(true);
    expect(result.isAborted).toBe(false);
  });

  it('that came before the start leaves the model as it is', async () => {
    const { result, model } = await trainDominantClass({ signal: AbortSignal.abort() });
    expect(result).toMatchObject({ steps: 0, stepMsMedian: 0, trainedTokens: 0, isAborted: true });
    expect(result.evaluation.examples).toBe(40);
    expect(hasSameBits(model.arena.data, dominantClassModel().arena.data)).toBe(true);
  });
});

describe('runs of one model, one after the other', () => {
  it('use the same memory again', async () => {
    const model = dominantClassModel();
    await trainDominantClass({ model });
    const used = model.arena.heap.usedBytes;
    for (let run = 0; run < 3; run++) await trainDominantClass({ model });
    expect(model.arena.heap.usedBytes).toBe(used);
  });

  it('end as if each had its own, bit for bit', async () => {
    const model = dominantClassModel();
    await trainDominantClass({ model, seed: 1 });
    const copy = dominantClassModel();
    copy.arena.data.set(model.arena.data);
    const second = await trainDominantClass({ model, seed: 2 });
    const fresh = await trainDominantClass({ model: copy, seed: 2 });
    expect(hasSameBits(model.arena.data, copy.arena.data)).toBe(true);
    expect(second.steps.map(({ loss }) => loss)).toEqual(fresh.steps.map(({ loss }) => loss));
  });

  it('get along at the same time, and after one that failed', async () => {
    const model = dominantClassModel();
    const veto = { specificationVersion: 'v1', name: 'veto', transformGradients: () => 'veto' as const } as const;
    const failure = { ...veto, transformGradients: () => Promise.reject(new Error('plugin')) };
    const alone = await trainDominantClass({ model, plugins: [veto] });
    const runs = [1, 2].map(() => trainDominantClass({ model, plugins: [veto] }));
    const losses = (await Promise.all(runs)).map(({ steps }) => steps.map(({ loss }) => loss));
    expect(losses).toEqual([1, 2].map(() => alone.steps.map(({ loss }) => loss)));
    const used = model.arena.heap.usedBytes;
    await expect(trainDominantClass({ model, plugins: [failure] })).rejects.toThrow('plugin');
    await trainDominantClass({ model, plugins: [veto] });
    expect(model.arena.heap.usedBytes).toBe(used);
  });
});

describe('numbers that are not finite', () => {
  it('end the run, with the step and its rows, and the parameters as they were before it', async () => {
    const snapshots: Float32Array[] = [];
    const [options] = dominantClassRun({
      learningRate: 1e38,
      warmupRatio: 0,
      onEvent: () => snapshots.push(options.model.arena.data.slice()),
    });
    const failure = await new Trainer(options).train().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TrainingError);
    const step = snapshots.length;
    const { train, batchSize = 0, maxLength, seed = 0 } = options;
    const plan = planTrainingBatches({
      lengths: rowLengths(train as EncodedExamples),
      batchSize,
      maxLength,
      seed,
      epoch: 0,
    });
    const rowNumbers = [...(plan[step]?.rowNumbers ?? [])];
    expect((failure as TrainingError).details).toMatchObject({ step: step + 1, rowNumbers });
    expect((failure as TrainingError).message).toMatch(
      new RegExp(
        `^step ${step + 1}: the (loss|norm of the gradients) is (NaN|-?Infinity), the first tensor that is not finite is '.+'; rows .*: ${rowNumbers.join(', ')}. Try a lower`,
      ),
    );
    expect(hasSameBits(options.model.arena.data, snapshots.at(-1) as Float32Array)).toBe(true);
  });

  it('are found in gradients too', async () => {
    const model = dominantClassModel();
    const before = model.arena.data.slice();
    const infinite = { specificationVersion: 'v1', name: 'infinite' } as const;
    const transformGradients = ({ dense }: { dense: Float32Array }) => {
      dense[0] = Number.POSITIVE_INFINITY;
      return 'proceed' as const;
    };
    const run = trainDominantClass({ model, plugins: [{ ...infinite, transformGradients }] });
    await expect(run).rejects.toThrow(
      /^step 1: the norm of the gradients is Infinity, the first tensor that is not finite is 'gradient of .+'; rows of the batch/,
    );
    expect(hasSameBits(model.arena.data, before)).toBe(true);
  });
});

it('of windows name the rows that they are of, each once', async () => {
  const rows = dominantClassExamples(8, 1);
  const train = { ...rows, exampleNumbers: Int32Array.of(0, 0, 0, 0, 5, 5, 5, 5) };
  const run = trainDominantClass({ train, learningRate: 1e38, warmupRatio: 0, epochs: 9 });
  const failure = await run.catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(TrainingError);
  expect(((failure as TrainingError).details.rowNumbers as number[]).toSorted()).toEqual([0, 5]);
});

it.each([
  [{ epochs: 0 }, 'epochs is 0'],
  [{ schedule: { name: 'time-budgeted' } as const }, 'budgetMs must be'],
  [{ schedule: { name: 'cosine', cycles: -1 } as const }, 'cycles must be above 0'],
])('options that cannot be are refused by the constructor: %j', (overrides, message) => {
  const [options] = dominantClassRun(overrides);
  expect(() => new Trainer(options)).toThrow(ConfigError);
  expect(() => new Trainer(options)).toThrow(message);
});
