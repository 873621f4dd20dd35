/** Fine-tuning a pre-trained model on published tasks: wall time and quality, beside PyTorch with the same rows and settings. */
import { join } from 'node:path';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { loadModel } from '@bertsmith/bert-core/files';
import { type EncodedExamples, findTask } from '@bertsmith/data';
import { loadTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { type TaskHead, Trainer, taskHead } from '@bertsmith/train';
import type { Benchmark, BenchmarkCase, BenchmarkContext, Contender, Contenders } from '../harness/benchmark.js';
import { exportColumns } from './export-columns.js';
import { chosenTasks, type FineTuningTask, SETTINGS } from './fine-tuning-tasks.js';

const PEER = 'PyTorch fp32';
const SHARED = join(import.meta.dirname, '../../../shared');
const DEFAULT_MODEL = join(SHARED, 'models/all-MiniLM-L6-v2');

const benchmark: Benchmark = {
  unit: 's',
  better: 'lower',
  warmup: 0,
  // A repetition is a seed.
  repetitions: 3,
  async listCases(context) {
    return chosenTasks().flatMap((task) => casesOf(context, task));
  },
};

/** One run gives two figures: the first case trains, the second tells what came of it. */
function casesOf(context: BenchmarkContext, task: FineTuningTask): BenchmarkCase[] {
  const { name, epochs, folder } = task;
  const { metric } = findTask(name);
  const scores: number[] = [];
  const settings = `${epochs} epoch${epochs === 1 ? '' : 's'}, batch ${SETTINGS.batch}`;
  return [
    {
      name: `${folder}, ${settings}`,
      prepare: () => prepareTraining(context, task, scores),
    },
    {
      name: `${folder}, ${settings}`,
      unit: metric,
      better: 'higher',
      prepare: async () => {
        const peer = await context.startPythonPeer(PEER);
        const ours = { name: 'ours', run: async () => scores.shift() ?? Number.NaN };
        return { ours, peers: peer === undefined ? [] : [await peer.prepare(PEER, { what: 'score', task: name })] };
      },
    },
  ];
}

interface Rows {
  readonly train: EncodedExamples;
  readonly validation: EncodedExamples;
}

async function prepareTraining(
  context: BenchmarkContext,
  { name, folder, epochs }: FineTuningTask,
  scores: number[],
): Promise<Contenders> {
  const directory = context.modelFolder ?? DEFAULT_MODEL;
  const task = findTask(name);
  const head = taskHead(task.kind) as TaskHead<unknown>;
  const data = await task.load({ path: join(SHARED, 'data', folder) });
  const labels = 'labels' in data ? data.labels : [];
  const tokenizer = await loadTokenizer(directory);
  const encode = (rows: readonly unknown[]) => head.encode(rows, tokenizer, { maxLength: SETTINGS.maxLength, labels });
  const rows: Rows = { train: encode(data.train), validation: encode(data.validation) };
  const settings = { ...SETTINGS, model: directory, task: name, epochs, labels, metric: task.metric, kind: task.kind };
  const ours = { directory, metric: task.metric, epochs, architecture: head.architecture, config: head.config(labels) };
  const pytorch = await context.startPythonPeer(PEER);
  const peers =
    pytorch === undefined
      ? []
      : [await preparePeer(rows, (files) => pytorch.prepare(PEER, { what: 'seconds', ...settings, ...files }))];
  return { ours: trainOurs(context, rows, ours, scores), peers };
}

async function preparePeer(
  { train, validation }: Rows,
  prepare: (files: Readonly<Record<string, string>>) => Promise<Contender>,
): Promise<Contender> {
  const columns = await exportColumns({ train, validation });
  const peer = await prepare(columns.files);
  return {
    ...peer,
    run: () => peer.run(),
    dispose: async () => {
      await peer.dispose?.();
      await columns.dispose();
    },
  };
}

interface OurSettings {
  readonly directory: string;
  readonly metric: string;
  readonly epochs: number;
  readonly architecture: TaskHead<unknown>['architecture'];
  readonly config: ReturnType<TaskHead<unknown>['config']>;
}

function trainOurs({ threads, log }: BenchmarkContext, rows: Rows, settings: OurSettings, scores: number[]): Contender {
  const { directory, metric, epochs, architecture, config } = settings;
  let seed = 0;
  return {
    name: 'ours',
    run: async () => {
      seed++;
      const started = performance.now();
      const { model } = await loadModel(directory, { architecture, ...config, seed });
      const { batch: batchSize, learningRate, maxLength, weightDecay, warmupRatio } = SETTINGS;
      const trainer = new Trainer({
        ...{ model, ...rows, epochs, seed, threads, batchSize, learningRate, maxLength, weightDecay, warmupRatio },
        backend: createOnnxRuntimeBackend(),
      });
      const { evaluation } = await trainer.train();
      const seconds = (performance.now() - started) / 1000;
      const score = evaluation.metrics[metric] ?? Number.NaN;
      scores.push(score);
      log(`ours, seed ${seed}: ${seconds.toFixed(0)} s, ${metric} ${score.toFixed(4)}`);
      return seconds;
    },
  };
}

export default benchmark;
