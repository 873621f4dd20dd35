import { gradientCheckpointing, predictedClasses, type TrainerOptions } from '@bertsmith/train';
import { pluginViolations } from '@bertsmith/train/conformance';
import { describe, expect, it } from 'vitest';
import { hasSameBits } from '../test/has-same-bits.js';
import {
  backend,
  MAX_LENGTH,
  STUDENT_CONFIG,
  studentModel,
  TRAIN,
  taskRows,
  teacherModel,
  train,
  VALIDATION,
  WITHOUT_DROPOUT,
} from '../test/tiny-task.js';
import { type DistillationPlugin, distillation } from './distillation.js';
import type { DistillationOptions } from './distillation-options.js';

const teacher = teacherModel();
const distil = (options: Partial<DistillationOptions> = {}): DistillationPlugin =>
  distillation({ teacher, backend, threads: 1, ...options });

/** Everything at once: answers, hidden states of other widths, attention, relations. */
const ALL = { hidden: {}, relations: {} };

describe('a distillation keeps the contract of training plugins', () => {
  const trial = () => ({
    ...{ model: studentModel(), train: TRAIN, validation: VALIDATION, maxLength: MAX_LENGTH, batchSize: 8 },
    ...{ epochs: 2, evaluateEverySteps: 2, learningRate: 1e-2, seed: 3, threads: 1 },
  });
  it.each<[string, Partial<DistillationOptions>]>([
    ['of answers, asked for before', { rows: TRAIN }],
    ['of answers, beside the student', {}],
    ['of hidden states, attention and relations', ALL],
  ])(
    '%s',
    async (_, options) => {
      expect(await pluginViolations(() => distil(options), { backend, trial })).toEqual([]);
    },
    120_000,
  );
});

describe('a distilled student', async () => {
  const knowing = teacherModel();
  const rows = taskRows(400, 5);
  await train({ model: knowing, train: rows, epochs: 6 });
  // Labels that the teacher would not give: whoever learns them alone learns something else.
  const labels = rows.targets.labels.data.map((label) => (label + 1) % 4);
  const mislabelled = { ...rows, targets: { labels: { per: 'row', dtype: 'int32', data: labels } } } as const;
  const options = { train: mislabelled, epochs: 4, validation: await answersOf(knowing) };

  it('agrees more with its teacher than one that learned the labels alone, and its loss falls', async () => {
    const alone = await train(options);
    const plugins = [distil({ teacher: knowing, alpha: 0.9, rows: mislabelled })];
    const { steps, result } = await train({ ...options, plugins });
    expect(alone.result.evaluation.metrics.accuracy).toBeLessThan(0.2);
    expect(result.evaluation.metrics.accuracy).toBeGreaterThan(0.8);
    const mean = (from: number) => steps.slice(from, from + 10).reduce((sum, { loss }) => sum + loss / 10, 0);
    expect(mean(steps.length - 10)).toBeLessThan(0.7 * mean(0));
  });

  it.each<[string, Partial<DistillationOptions>]>([
    ['hidden states', { hidden: {} }],
    ['relations', { relations: {} }],
  ])('comes closer to the %s of its teacher', async (_, transfer) => {
    const plugins = [distil({ teacher: knowing, alpha: 0, labels: { weight: 0 }, ...transfer })];
    const { steps } = await train({ ...options, plugins });
    expect(steps.at(-1)?.loss).toBeLessThan(0.8 * (steps[0]?.loss as number));
  });

  async function answersOf(model: TrainerOptions['model']): Promise<TrainerOptions['validation']> {
    const { evaluation } = (await train({ model, maxSteps: 1, learningRate: 0 })).result;
    const data = Int32Array.from(predictedClasses(evaluation));
    return { ...VALIDATION, targets: { labels: { per: 'row', dtype: 'int32', data } } };
  }
});

describe('a distillation', () => {
  it('cuts relations into as many heads as the teacher has, or the next fewer that divide both widths', async () => {
    // 24 wide, the student 16.
    const ofThree = teacherModel({ numAttentionHeads: 3 });
    const lossesOf = async (relations: DistillationOptions['relations']) => {
      const { steps } = await train({ maxSteps: 2, plugins: [distil({ teacher: ofThree, alpha: 0, relations })] });
      return steps.map(({ loss }) => loss);
    };
    expect(await lossesOf({})).toEqual(await lossesOf({ heads: 2 }));
    expect(await lossesOf({})).not.toEqual(await lossesOf({ heads: 1 }));
  });

  it('with alpha 0 and nothing else is plain training, bit for bit, and asks nobody', async () => {
    const silent = { ...backend, compile: () => Promise.reject(new Error('nobody is asked')) };
    const [plain, distilled] = [await train(), await train({ plugins: [distil({ alpha: 0, backend: silent })] })];
    expect(hasSameBits(plain.model.arena.data, distilled.model.arena.data)).toBe(true);
  });

  it('says the same with a cache and without one, and in packed rows', async () => {
    const model = () => studentModel(WITHOUT_DROPOUT);
    const first = async (options: Partial<TrainerOptions>, own: Partial<DistillationOptions>) =>
      (await train({ maxSteps: 1, batchSize: 38, model: model(), ...options, plugins: [distil(own)] })).steps[0]
        ?.loss as number;
    for (const own of [{}, ALL]) {
      const live = await first({}, own);
      const cached = await first({}, { ...own, rows: TRAIN, cache: 'memory' });
      const packed = await first({ packing: true }, own);
      const packedAndCached = await first({ packing: true }, { ...own, rows: TRAIN, cache: 'memory' });
      for (const other of [cached, packed, packedAndCached]) expect(other).toBeCloseTo(live, 4);
      expect(live).toBeGreaterThan(0.5);
    }
  });

  it('has the loss of one large batch when several are taken together', async () => {
    const options = { maxSteps: 1, model: studentModel(WITHOUT_DROPOUT) };
    const large = await train({ ...options, batchSize: 38, plugins: [distil(ALL)] });
    const model = studentModel(WITHOUT_DROPOUT);
    const several = await train({ ...options, model, batchSize: 8, accumulationSteps: 5, plugins: [distil(ALL)] });
    expect(several.steps[0]?.loss).toBeCloseTo(large.steps[0]?.loss as number, 4);
    expect(several.steps[0]?.gradientNorm).toBeCloseTo(large.steps[0]?.gradientNorm as number, 3);
  });

  it('goes with gradient checkpointing, to the same bits', async () => {
    const config = { numHiddenLayers: 2 };
    const plain = await train({ model: studentModel(config), plugins: [distil(ALL)] });
    const plugins = [distil(ALL), gradientCheckpointing({ every: 1 })];
    const recomputed = await train({ model: studentModel(config), plugins });
    expect(hasSameBits(plain.model.arena.data, recomputed.model.arena.data)).toBe(true);
  });

  it.each<[string, Partial<DistillationOptions>, boolean]>([
    ['alpha 1', { alpha: 1 }, true],
    ['labels of weight 0', { alpha: 0, labels: { weight: 0 }, hidden: {} }, true],
    ['alpha 0, which leaves the labels all that is not layers,', { alpha: 0, hidden: {} }, false],
  ])('with %s sees the labels, or not', async (_, own, isBlind) => {
    const labels = TRAIN.targets.labels.data.map((label) => (label + 1) % 4);
    const others = { ...TRAIN, targets: { labels: { per: 'row', dtype: 'int32', data: labels } } } as const;
    const [one, other] = [
      await train({ plugins: [distil(own)] }),
      await train({ train: others, plugins: [distil(own)] }),
    ];
    expect(hasSameBits(one.model.arena.data, other.model.arena.data)).toBe(isBlind);
  });

  it('weighs the labels as it is told', async () => {
    const lossOf = async (own: Partial<DistillationOptions>) =>
      (await train({ maxSteps: 1, plugins: [distil(own)] })).steps[0]?.loss as number;
    const labelsAlone = (await train({ maxSteps: 1 })).steps[0]?.loss as number;
    const [without, twice] = [await lossOf({ labels: { weight: 0 } }), await lossOf({ labels: { weight: 2 } })];
    expect(twice - without).toBeCloseTo(2 * labelsAlone, 4);
    expect(await lossOf({ labels: { weight: 0.5 } })).toBe(await lossOf({}));
  });

  it('goes with a vocabulary that was pruned, when it is told whose words are left', async () => {
    const teacherIds = Int32Array.from({ length: STUDENT_CONFIG.vocabSize }, (_, id) => id + 4);
    const large = teacherModel({ vocabSize: STUDENT_CONFIG.vocabSize + 4 });
    const small = teacherModel();
    for (const { specification } of small.arena.entries) {
      const { name } = specification;
      const source = large.arena.get(name).data;
      const isTable = name.endsWith('word_embeddings.weight');
      small.arena.get(name).data.set(isTable ? source.subarray(4 * small.config.hiddenSize) : source);
    }
    const lossOf = async (options: Partial<DistillationOptions>) =>
      (await train({ maxSteps: 1, plugins: [distil({ rows: TRAIN, ...options })] })).steps[0]?.loss;
    expect(await lossOf({ teacher: large, teacherIds })).toBe(await lossOf({ teacher: small }));
  });

  it('leaves the teacher as it was, and the student without parameters of its own', async () => {
    const before = Float32Array.from(teacher.arena.data);
    const { model } = await train({ plugins: [distil(ALL)] });
    expect(hasSameBits(teacher.arena.data, before)).toBe(true);
    expect(model.arena.entries).toHaveLength(studentModel().arena.entries.length);
  });

  it('whose teacher cannot be asked ends in that error, and can be let go', async () => {
    const failing = { ...backend, compile: () => Promise.reject(new RangeError('no teacher')) };
    const plugin = distil({ backend: failing });
    await expect(train({ plugins: [plugin] })).rejects.toThrow('no teacher');
    await expect(plugin[Symbol.asyncDispose]()).resolves.toBeUndefined();
  });

  it('can be run again, and let go twice', async () => {
    await using plugin = distil({ rows: TRAIN });
    const [first, second] = [await train({ plugins: [plugin] }), await train({ plugins: [plugin] })];
    expect(hasSameBits(first.model.arena.data, second.model.arena.data)).toBe(true);
    await plugin[Symbol.asyncDispose]();
  });
});
