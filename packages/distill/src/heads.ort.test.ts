/** A student that is a copy of its teacher has nothing to learn of it: what is left of the loss is the labels' share. For every head. */
import {
  BertForMaskedLM,
  BertForPreTraining,
  BertForQuestionAnswering,
  BertForSequenceClassification,
  BertForTokenClassification,
  type BertModelWithHead,
  namedParameters,
} from '@bertsmith/bert-core';
import type { EncodedExamples, TargetColumn } from '@bertsmith/data';
import { createGraph, interpret, type NdArray, type Value } from '@bertsmith/graph';
import { ConfigError, tensor } from '@bertsmith/tensor';
import type { TrainerOptions } from '@bertsmith/train';
import { describe, expect, it } from 'vitest';
import { withParametersOf } from '../test/copy-of.js';
import {
  backend,
  STUDENT_CONFIG,
  studentModel,
  TRAIN,
  teacherModel,
  train,
  WITHOUT_DROPOUT,
} from '../test/tiny-task.js';
import { completeDistillationOptions } from './complete-distillation-options.js';
import { distillation } from './distillation.js';
import type { DistillationOptions } from './distillation-options.js';
import { prepareLesson } from './lesson.js';

const CONFIG = { ...STUDENT_CONFIG, ...WITHOUT_DROPOUT, initializerRange: 0.3 };
const ROWS = TRAIN.offsets.length - 1;
const TOKENS = TRAIN.inputIds.length;

const withTargets = (targets: Readonly<Record<string, TargetColumn>>): EncodedExamples => ({ ...TRAIN, targets });
const classes = (data: Int32Array): TargetColumn => ({ per: 'row', dtype: 'int32', data });
const numbers = (data: Float32Array): TargetColumn => ({ per: 'row', dtype: 'float32', data });
const ofTokens = (valueAt: (token: number) => number): TargetColumn => ({
  per: 'token',
  dtype: 'int32',
  data: Int32Array.from({ length: TOKENS }, (_, token) => valueAt(token)),
});
const tags = ofTokens((token) => (token % 3 === 0 ? -100 : token % 4));
const words = ofTokens((token) => (token % 5 === 0 ? 3 + (token % 20) : -100));

interface HeadCase {
  readonly name: string;
  readonly create: (seed: number) => BertModelWithHead;
  readonly rows: EncodedExamples;
  readonly packing?: boolean;
}

const HEADS: readonly HeadCase[] = [
  {
    name: 'classes of texts',
    create: (seed) => BertForSequenceClassification.initialize(CONFIG, { seed }),
    rows: TRAIN,
    packing: true,
  },
  {
    name: 'numbers',
    create: (seed) =>
      BertForSequenceClassification.initialize({ ...CONFIG, problemType: 'regression', labels: ['score'] }, { seed }),
    rows: withTargets({ labels: numbers(Float32Array.from({ length: ROWS }, (_, row) => row / ROWS)) }),
    packing: true,
  },
  {
    name: 'classes of tokens',
    create: (seed) => BertForTokenClassification.initialize(CONFIG, { seed }),
    rows: withTargets({ labels: tags }),
    packing: true,
  },
  {
    name: 'places of answers',
    create: (seed) => BertForQuestionAnswering.initialize({ ...CONFIG, labels: [] }, { seed }),
    rows: withTargets({
      start_positions: classes(new Int32Array(ROWS).fill(1)),
      end_positions: classes(new Int32Array(ROWS).fill(2)),
    }),
  },
  {
    name: 'masked words',
    create: (seed) => BertForMaskedLM.initialize({ ...CONFIG, labels: [] }, { seed }),
    rows: withTargets({ labels: words }),
  },
  {
    name: 'masked words and following sentences',
    create: (seed) => BertForPreTraining.initialize({ ...CONFIG, labels: [] }, { seed }),
    rows: withTargets({ labels: words, next_sentence_label: classes(new Int32Array(ROWS).fill(1)) }),
  },
];

const settingsFor = (teacher: BertModelWithHead) => completeDistillationOptions({ teacher, backend });

const headOf = (name: string) => HEADS.find((each) => each.name === name) as HeadCase;

/** Sums of float32, in another order. */
const TOLERANCE = 1e-4;

const firstLoss = async (options: Partial<TrainerOptions>) =>
  (await train({ maxSteps: 1, batchSize: 8, ...options })).steps[0]?.loss as number;

describe.each(HEADS)('$name', ({ create, rows, packing = false }) => {
  const run = { train: rows, validation: rows };
  const distil = (options: Partial<DistillationOptions>) => [distillation({ teacher: create(1), backend, ...options })];

  it('of a copy of the teacher leave the share of the labels', async () => {
    const plain = await firstLoss({ ...run, model: create(1) });
    for (const options of [{ alpha: 0.25 }, { alpha: 0.25, hidden: {}, relations: {} }]) {
      const model = withParametersOf(create(2), create(1));
      const loss = await firstLoss({ ...run, model, plugins: distil(options) });
      expect(Math.abs(loss - 0.75 * plain)).toBeLessThan(TOLERANCE);
    }
    expect(plain).toBeGreaterThan(0.01);
  });

  it('of another student are something to learn', async () => {
    const plain = await firstLoss({ ...run, model: create(2) });
    const loss = await firstLoss({ ...run, model: create(2), plugins: distil({ alpha: 0.25 }) });
    expect(loss).toBeGreaterThan(0.75 * plain + 10 * TOLERANCE);
    if (!packing) return;
    const packed = { ...run, packing, batchSize: rows.offsets.length - 1 };
    const inRows = await firstLoss({ ...packed, packing: false, model: create(2), plugins: distil({ alpha: 0.25 }) });
    const inPacks = await firstLoss({ ...packed, model: create(2), plugins: distil({ alpha: 0.25 }) });
    expect(Math.abs(inPacks - inRows)).toBeLessThan(TOLERANCE);
  });
});

it.each([0.25, 0.5, 1, 1e6])('places of answers at temperature %f are numbers', async (temperature) => {
  const { create, rows } = headOf('places of answers');
  const run = { train: rows, validation: rows, maxSteps: 2, batchSize: 8 };
  const distil = { teacher: create(1), backend, temperature, alpha: 0.25 };
  const { steps } = await train({ ...run, model: create(2), plugins: [distillation(distil)] });
  for (const { loss, gradientNorm } of steps) {
    expect(loss).toBeGreaterThan(0);
    expect(gradientNorm).toBeGreaterThan(0);
  }
  // Padding says nothing, at any temperature.
  const copy = withParametersOf(create(2), create(1));
  const ofCopy = await firstLoss({ ...run, model: copy, plugins: [distillation(distil)] });
  expect(Math.abs(ofCopy - 0.75 * (await firstLoss({ ...run, model: create(1) })))).toBeLessThan(TOLERANCE);
});

it('labels that a head does not read may differ', async () => {
  const { rows } = headOf('places of answers');
  const create = (labels: string[], seed: number) =>
    BertForQuestionAnswering.initialize({ ...CONFIG, labels }, { seed });
  // As transformers writes them, whether there are any or not.
  const teacher = create(['LABEL_0', 'LABEL_1'], 1);
  const plugins = [distillation({ teacher, backend })];
  const run = { train: rows, validation: rows };
  expect(await firstLoss({ ...run, model: create([], 2), plugins })).toBeGreaterThan(0);
});

it('batches count by their labelled tokens when several are taken together: answers are those of one large batch', async () => {
  const { create, rows } = headOf('classes of tokens');
  const lossOf = (options: Partial<TrainerOptions>, own: Partial<DistillationOptions>) => {
    const plugins = [distillation({ teacher: create(1), backend, ...own })];
    return firstLoss({ train: rows, validation: rows, model: create(2), plugins, ...options });
  };
  const [large, several] = [{ batchSize: 38 }, { batchSize: 8, accumulationSteps: 5 }];
  expect(Math.abs((await lossOf(several, {})) - (await lossOf(large, {})))).toBeLessThan(TOLERANCE);
  // Of layers they are not quite, as the README says: in a batch examples count alike, and batches by their labelled tokens.
  const layers = { alpha: 0, labels: { weight: 0 }, hidden: {} };
  const [together, atOnce] = [await lossOf(several, layers), await lossOf(large, layers)];
  expect(Math.abs(together / atOnce - 1)).toBeLessThan(0.05);
});

describe('a cache', () => {
  it('has the answers of tokens, with padding left out', async () => {
    const { create, rows } = headOf('classes of tokens');
    const run = { train: rows, validation: rows, batchSize: 38 };
    const lossWith = (options: Partial<DistillationOptions>) =>
      firstLoss({ ...run, model: create(2), plugins: [distillation({ teacher: create(1), backend, ...options })] });
    const [live, cached] = [await lossWith({}), await lossWith({ rows })];
    expect(Math.abs(live - cached)).toBeLessThan(TOLERANCE);
  });

  it('has the places of answers', async () => {
    const { create, rows } = headOf('places of answers');
    const run = { train: rows, validation: rows, batchSize: 38 };
    const lossWith = (options: Partial<DistillationOptions>) =>
      firstLoss({ ...run, model: create(2), plugins: [distillation({ teacher: create(1), backend, ...options })] });
    const [live, cached] = [await lossWith({}), await lossWith({ rows })];
    expect(Math.abs(live - cached)).toBeLessThan(TOLERANCE);
  });

  it('has no masked words: they are others in each epoch', async () => {
    const { create, rows } = headOf('masked words');
    const plugins = [distillation({ teacher: create(1), backend, rows })];
    const failed = train({ train: rows, validation: rows, model: create(2), plugins });
    await expect(failed).rejects.toThrow(ConfigError);
    await expect(failed).rejects.toThrow(`'masked_logits' cannot be kept from epoch to epoch`);
  });
});

it('several labels of texts: of a copy of the teacher leave the share of the labels', () => {
  const create = (seed: number) =>
    BertForSequenceClassification.initialize({ ...CONFIG, problemType: 'multi_label_classification' }, { seed });
  const [teacher, student] = [create(1), create(2)];
  const { graph } = prepareLesson(student.buildTrainingGraph(), settingsFor(teacher));
  const tokens = (data: number[]) => tensor('int32', [1, 3], Int32Array.from(data));
  const feeds = {
    ...Object.fromEntries(namedParameters(student.arena)),
    ...{ input_ids: tokens([1, 5, 2]), attention_mask: tokens([1, 1, 1]), token_type_ids: tokens([0, 0, 0]) },
    labels: tensor('float32', [1, 4], Float32Array.of(1, 0, 1, 0)),
  };
  const plain = interpret(student.buildTrainingGraph(), feeds as never);
  const lossFor = (logits: NdArray) =>
    interpret(graph, { ...feeds, 'distillation.teacher.logits': logits } as never).get('loss')?.data[0] as number;
  const own = plain.get('logits') as NdArray;
  const share = 0.5 * (plain.get('loss')?.data[0] as number);
  expect(lossFor(own)).toBeCloseTo(share, 6);
  // One more of each logit: each of the four is a question of its own, and so is not the same answer as before.
  const other = { ...own, data: own.data.map((logit) => logit + 1) };
  expect(lossFor(other)).toBeGreaterThan(share + 0.01);
});

it('refuses a head whose answers it does not know', async () => {
  const classifier = studentModel();
  const foreign = {
    ...classifier,
    architecture: 'Foreign',
    config: classifier.config,
    arena: classifier.arena,
    buildInferenceGraph: () => classifier.buildInferenceGraph(),
    buildEvaluationGraph: () => classifier.buildEvaluationGraph(),
    buildTrainingGraph: () => {
      const { logits, ...others } = Object.fromEntries(classifier.buildTrainingGraph().outputs);
      return createGraph({ ...others, scores: logits as Value });
    },
  } as BertModelWithHead;
  const failed = train({ model: foreign, plugins: [distillation({ teacher: teacherModel(), backend })] });
  await expect(failed).rejects.toThrow(ConfigError);
  await expect(failed).rejects.toThrow(`of the student's outputs (loss, scores) none is known`);
  const states = distillation({ teacher: teacherModel(), backend, alpha: 0, hidden: {} });
  await expect(train({ model: foreign, plugins: [states] })).rejects.toThrow(
    'does not have all hidden states of all tokens',
  );
});
