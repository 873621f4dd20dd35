/** Fine-tuning a pre-trained model on published tasks: wall time and quality, beside PyTorch with the same rows and settings. */
import { join } from 'node:path';
import { findTask } from '@bertsmith/data';
import type { Benchmark, BenchmarkCase, BenchmarkContext, Contender, Contenders } from '../harness/benchmark.js';
import { DEFAULT_MODEL_FOLDER, SHARED_FOLDER } from '../harness/shared-folder.js';
import { exportColumns } from './export-columns.js';
import { chosenTasks, type FineTuningTask, SETTINGS } from './fine-tuning-tasks.js';
import { type PreparedTask, prepareTask, trainOnce } from './our-training.js';

const PEER = 'PyTorch fp32';

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

async function prepareTraining(
  context: BenchmarkContext,
  { name, folder, epochs }: FineTuningTask,
  scores: number[],
): Promise<Contenders> {
  const directory = context.modelFolder ?? DEFAULT_MODEL_FOLDER;
  const prepared = await prepareTask({ name, path: join(SHARED_FOLDER, 'data', folder), epochs, directory });
  const { rows, labels, metric, kind } = prepared;
  const settings = { ...SETTINGS, model: directory, task: name, epochs, labels, metric, kind };
  const pytorch = await context.startPythonPeer(PEER);
  const peers =
    pytorch === undefined
      ? []
      : [await preparePeer(rows, (files) => pytorch.prepare(PEER, { what: 'seconds', ...settings, ...files }))];
  return { ours: trainOurs(context, prepared, scores), peers };
}

async function preparePeer(
  { train, validation }: PreparedTask['rows'],
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

function trainOurs({ threads, log }: BenchmarkContext, prepared: PreparedTask, scores: number[]): Contender {
  let seed = 0;
  return {
    name: 'ours',
    run: async () => {
      seed++;
      const { seconds, score } = await trainOnce(prepared, { seed, threads });
      scores.push(score);
      log(`ours, seed ${seed}: ${seconds.toFixed(0)} s, ${prepared.metric} ${score.toFixed(4)}`);
      return seconds;
    },
  };
}

export default benchmark;
