/** What training in few bits does to quality: a pre-trained model fine-tuned on real tasks, ours in a policy beside ours in float32. */
import { join } from 'node:path';
import { type PreparedTask, prepareTask, trainOnce } from '../fine-tuning/our-training.js';
import type { Benchmark, BenchmarkCase, BenchmarkContext, Contender } from '../harness/benchmark.js';
import { DEFAULT_MODEL_FOLDER, SHARED_FOLDER } from '../harness/shared-folder.js';
import { chosenPolicies, policyPlugin } from '../mixed-precision/step-policies.js';
import { formatCurve } from './loss-curve.js';

interface QualityTask {
  readonly name: string;
  readonly epochs: number;
  /** In the shared folder; none for a task that brings its rows. */
  readonly folder?: string;
  /** One of so many training rows is held out, and scored too. */
  readonly holdout?: number;
}

const TASKS: readonly QualityTask[] = [
  { name: 'sst2', folder: 'glue/SST-2', epochs: 1, holdout: 13 },
  { name: 'mrpc', folder: 'glue/MRPC', epochs: 3 },
  { name: 'wordnet-noun', epochs: 1 },
];

const FP32 = 'bertsmith fp32';
/** Rows of a trial of the program itself: `MIXED_PRECISION_ROWS=300`. */
const MAX_ROWS = process.env.MIXED_PRECISION_ROWS;
/** `MIXED_PRECISION_TASKS=mrpc,sst2`; all by default. */
const CHOSEN = process.env.MIXED_PRECISION_TASKS?.split(',');
/** Unless `MIXED_PRECISION_POLICIES` names others. */
const DEFAULT_POLICIES = ['int8', 'fp16 emulated'];
/** Emulated 16 bits take twice as long as float32. */
const EMULATED_REPETITIONS = 1;

const benchmark: Benchmark = {
  unit: 'score',
  better: 'higher',
  warmup: 0,
  // A repetition is a seed.
  repetitions: 3,
  async listCases(context) {
    const tasks = TASKS.filter(({ name }) => CHOSEN?.includes(name) ?? true);
    const policies = process.env.MIXED_PRECISION_POLICIES === undefined ? DEFAULT_POLICIES : chosenPolicies();
    return tasks.flatMap((task) => policies.flatMap((policy) => casesOf(task, policy, context)));
  },
};

/** Scores by contender: the first case trains and gives those of validation rows, the second tells those that were held out. */
type HeldOutScores = Map<string, number[]>;

function casesOf(task: QualityTask, policy: string, context: BenchmarkContext): BenchmarkCase[] {
  const heldOut: HeldOutScores = new Map();
  const told = (name: string): Contender => ({ name, run: async () => heldOut.get(name)?.shift() ?? Number.NaN });
  const repetitions = policy.endsWith('emulated') ? { repetitions: EMULATED_REPETITIONS } : {};
  const trained: BenchmarkCase = {
    name: `${task.name}, ${policy}`,
    ...repetitions,
    prepare: async () => {
      const prepared = await prepare(task, context);
      const run = (name: string) => contender(name, prepared, heldOut, context);
      return { ours: { ...run(policy), name: 'ours' }, peers: [run(FP32)] };
    },
  };
  if (task.holdout === undefined) return [trained];
  const name = `${task.name}, ${policy}, held-out training rows`;
  return [trained, { name, ...repetitions, prepare: async () => ({ ours: told(policy), peers: [told(FP32)] }) }];
}

async function prepare({ folder, ...task }: QualityTask, context: BenchmarkContext): Promise<PreparedTask> {
  return await prepareTask({
    ...task,
    directory: context.modelFolder ?? DEFAULT_MODEL_FOLDER,
    ...(folder !== undefined && { path: join(SHARED_FOLDER, 'data', folder) }),
    ...(MAX_ROWS !== undefined && { maxRows: Number(MAX_ROWS) }),
  });
}

function contender(name: string, task: PreparedTask, heldOut: HeldOutScores, context: BenchmarkContext): Contender {
  let seed = 0;
  return {
    name,
    run: async () => {
      seed++;
      const plugins = name === FP32 ? [] : [policyPlugin(name)];
      const result = await trainOnce(task, { seed, threads: context.threads, plugins });
      heldOut.set(name, [...(heldOut.get(name) ?? []), result.heldOutScore ?? Number.NaN]);
      const score = `${task.metric} ${result.score.toFixed(4)}`;
      context.log(
        `${task.name}, ${name}, seed ${seed}: ${result.seconds.toFixed(0)} s, ${score}, loss by tenths ${formatCurve(result.losses)}`,
      );
      return result.score;
    },
  };
}

export default benchmark;
