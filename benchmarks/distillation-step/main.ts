/** What a teacher costs a training step: asked about each batch, or read from disk, against the same step without. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { EncodedExamples } from '@bertsmith/data';
import { type DistillationOptions, distillation } from '@bertsmith/distill';
import type { Benchmark, BenchmarkContext, Contender } from '../harness/benchmark.js';
import { createBatch, createModel, type StepSizes } from '../training-step/bert-case.js';
import { createPluginStep } from '../training-step/plugin-step.js';
import { STEP_CASES } from '../training-step/step-cases.js';

type Lesson = Pick<DistillationOptions, 'alpha' | 'hidden' | 'relations' | 'cache'>;

const LESSONS: Readonly<Record<string, Lesson>> = {
  answers: { alpha: 0.9 },
  'answers and hidden states': { alpha: 0.9, hidden: {} },
  'answers and hidden states, from disk': { alpha: 0.9, hidden: {}, cache: 'disk' },
  'answers and relations': { alpha: 0.9, relations: {} },
};
/** Of a measurement. */
const STEPS = 5;

const benchmark: Benchmark = {
  unit: 'ms',
  better: 'lower',
  warmup: 1,
  repetitions: 7,
  async listCases(context) {
    const sizes = STEP_CASES['6x384 32x64'];
    if (sizes === undefined) throw new Error('there is no such case');
    return Object.entries(LESSONS).map(([name, lesson]) => ({
      name: `6x384 32x64, ${name}`,
      prepare: async () => ({
        ours: await createTaughtStep(lesson, sizes, context),
        peers: [await createStep('without', sizes, context)],
      }),
    }));
  },
};

async function createTaughtStep(lesson: Lesson, sizes: StepSizes, context: BenchmarkContext): Promise<Contender> {
  const { threads } = context;
  const cacheDirectory = await mkdtemp(join(tmpdir(), 'bertsmith-teacher-'));
  const plugin = distillation({
    ...{ teacher: createModel(sizes, 0, 2), backend: createOnnxRuntimeBackend(), threads },
    ...lesson,
    ...(lesson.cache === 'disk' && { rows: rowsOfBatch(sizes), cacheDirectory }),
  });
  const step = await createPluginStep('ours', {
    model: createModel(sizes),
    sizes,
    threads,
    steps: STEPS,
    plugins: [plugin],
  });
  return {
    ...step,
    async dispose() {
      await step.dispose?.();
      await plugin[Symbol.asyncDispose]();
      await rm(cacheDirectory, { recursive: true });
    },
  };
}

function createStep(name: string, sizes: StepSizes, { threads }: BenchmarkContext): Promise<Contender> {
  return createPluginStep(name, { model: createModel(sizes), sizes, threads, steps: STEPS });
}

/** The rows that the batch of every step is made of. */
function rowsOfBatch(sizes: StepSizes): EncodedExamples {
  const { batch, sequence } = sizes;
  const { inputIds, targets } = createBatch(sizes);
  return {
    inputIds: inputIds.data,
    offsets: Int32Array.from({ length: batch + 1 }, (_, row) => row * sequence),
    pairStarts: new Int32Array(batch).fill(sequence),
    targets: { labels: { per: 'row', dtype: 'int32', data: targets.labels?.data as Int32Array } },
    padTokenId: 0,
  };
}

export default benchmark;
