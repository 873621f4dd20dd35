/** What pruning costs in accuracy and gives in speed and memory, each model beside the unpruned one fine-tuned for as many epochs. */
import { join } from 'node:path';
import { findTask } from '@bertsmith/data';
import type { ClassPredictions } from '@bertsmith/metrics';
import type { Benchmark, BenchmarkCase, BenchmarkContext } from '../harness/benchmark.js';
import { once, onceEach } from '../harness/once.js';
import { DEFAULT_MODEL_FOLDER, SHARED_FOLDER } from '../harness/shared-folder.js';
import {
  type Comparison,
  type PairedAnswers,
  type PairedPart,
  type PrunedModel,
  scoreComparisons,
  sparseComparisons,
  structureComparisons,
} from './compared-figures.js';
import { ModelStore } from './model-store.js';
import { answersOf, pairedRows } from './paired-difference.js';
import { PrunedRuns } from './pruned-runs.js';
import {
  describeEnvironment,
  METHODS,
  type PrunedModelsEnvironment,
  type PrunedTask,
  readEnvironment,
  SPARSITIES,
  TARGETS,
  TASKS,
} from './settings.js';

const DATA = join(SHARED_FOLDER, 'data');

const benchmark: Benchmark = {
  unit: 'accuracy',
  better: 'higher',
  warmup: 0,
  // A repetition is a seed.
  repetitions: 3,
  async listCases(context) {
    const environment = readEnvironment();
    const { cases } = environment;
    const store = new ModelStore(environment.folder, context.threads, context.log);
    const all = TASKS.flatMap((task) => casesOf({ ...context, environment, store }, task));
    const isChosen = (name: string) => cases?.some((words) => words.every((word) => name.includes(word))) ?? true;
    const chosen = all.filter(({ name }) => isChosen(name));
    if (chosen.length > 0) return chosen;
    throw new Error(
      `PRUNED_MODELS_CASES: no name has one of ${cases} in it; there are: ${all.map(({ name }) => name).join('; ')}`,
    );
  },
};

/** What all cases share. */
interface PrunedContext extends BenchmarkContext {
  readonly environment: PrunedModelsEnvironment;
  readonly store: ModelStore;
}

function casesOf(context: PrunedContext, task: PrunedTask): BenchmarkCase[] {
  const { metric } = findTask(task.name);
  const { environment } = context;
  const paired = pairedAnswers(context, task);
  const cases = (name: string, pruned: PrunedModel, others: (pruned: PrunedModel) => Comparison[]) =>
    [...scoreComparisons(pruned, metric, paired), ...others(pruned)].map((each) =>
      toCase(context, task, `${task.name}, ${name}${describeEnvironment(environment)}`, each),
    );
  return [
    ...TARGETS.flatMap((speedup) =>
      cases(`${speedup} times as fast`, (runs) => runs.faster(speedup), structureComparisons),
    ),
    ...METHODS.flatMap((method) =>
      SPARSITIES.flatMap((sparsity) =>
        cases(`${method} ${100 * Number(sparsity)} %`, (runs) => runs.sparser(method, sparsity), sparseComparisons),
      ),
    ),
  ];
}

/** A run of the contender is a seed; the peer has the figure that was found with it. */
function toCase(context: PrunedContext, task: PrunedTask, name: string, comparison: Comparison): BenchmarkCase {
  const { what, unit, better, peer } = comparison;
  return {
    ...{ name: `${name}: ${what}`, unit, better },
    prepare: async () => {
      const found: number[] = [];
      let { seed } = context.environment;
      const run = async () => {
        const { ours, peer: other = Number.NaN } = await comparison.figures(runsOf(context, task, seed++));
        found.push(other);
        return ours;
      };
      const peers = peer === undefined ? [] : [{ name: peer, run: async () => found.shift() ?? Number.NaN }];
      return { ours: { name: 'pruned', run }, peers };
    },
  };
}

function runsOf({ modelFolder, environment, store }: PrunedContext, task: PrunedTask, seed: number): PrunedRuns {
  return new PrunedRuns({ store, task, seed, model: modelFolder ?? DEFAULT_MODEL_FOLDER, data: DATA, environment });
}

/** The rows are read once, when they are first asked for; a model answers them once. */
function pairedAnswers({ threads, log, environment }: PrunedContext, task: PrunedTask): PairedAnswers {
  const { provider } = environment;
  const maximum = environment.rows === undefined ? undefined : Number(environment.rows);
  const rows = once(() => pairedRows(task.name, join(DATA, task.folder), 13, maximum));
  const onceFor = onceEach<ClassPredictions>();
  const ask = async (model: string, part: PairedPart) => {
    const { labels, ...parts } = await rows();
    return await answersOf(model, parts[part], { labels, threads, provider });
  };
  return { log, of: (model, part) => onceFor(`${part} ${model}`, () => ask(model, part)) };
}

export default benchmark;
