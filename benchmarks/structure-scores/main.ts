/** What is left of a classifier when half of its operations go, by what says which: no training afterwards. */
import { join } from 'node:path';
import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { BertForSequenceClassification } from '@bertsmith/bert-core';
import { loadSequenceClassifier } from '@bertsmith/bert-core/files';
import { type EncodedExamples, type Example, exampleBatches, findTask, isHeldOut } from '@bertsmith/data';
import { applyStructure, maskFisher, maskGradient, modelFlops, planInRounds, scoreUnits } from '@bertsmith/prune';
import { loadTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { Evaluator, taskHead } from '@bertsmith/train';
import type { Benchmark, BenchmarkCase, BenchmarkContext } from '../harness/benchmark.js';
import { once } from '../harness/once.js';
import { SHARED_FOLDER } from '../harness/shared-folder.js';

const TASK = 'sst2';
const FOLDER = join(SHARED_FOLDER, 'data/glue/SST-2');
/** As `train --holdout 13` leaves them out. */
const HOLDOUT = 13;
const SCORING_ROWS = 2048;
/** Of operations: what is left. */
const SHARE = 0.5;
const CRITERIA = { 'mask gradient': maskGradient, 'mask Fisher': maskFisher };
const ROUNDS = [1, 8];
/** Of the operations that are counted: a batch of SST-2. */
const SIZES = { batchSize: 32, sequenceLength: 25 };
const BATCHES = { batchSize: 32, maxLength: 128, seed: 1 };

const benchmark: Benchmark = {
  unit: 'accuracy',
  better: 'higher',
  warmup: 0,
  // Nothing here hangs on chance.
  repetitions: 1,
  async listCases(context) {
    const { modelFolder } = context;
    if (modelFolder === undefined) throw new Error('structure-scores needs --model DIR, of a classifier of SST-2');
    const common = shareRows(modelFolder, context);
    return Object.entries(CRITERIA).flatMap(([name, create]) =>
      ROUNDS.map((rounds) => caseOf({ criterion: { name, create }, rounds }, common, context)),
    );
  },
};

/** How it is chosen what goes. */
interface StructureChoice {
  readonly criterion: { readonly name: string; readonly create: typeof maskFisher };
  readonly rounds: number;
}

/** What the cases share; each is found once. */
interface Common {
  rows(): Promise<Rows>;
  accuracyOf(model: BertForSequenceClassification): Promise<number>;
  /** Of the model before anything goes. */
  wholeAccuracy(): Promise<number>;
}

function shareRows(directory: string, { threads, log }: BenchmarkContext): Common {
  const rows = once(() => readAll(directory));
  const accuracyOf = async (model: BertForSequenceClassification) => {
    await using evaluator = await Evaluator.create({
      model,
      backend: createOnnxRuntimeBackend(),
      maxLength: 128,
      threads,
    });
    const { metrics, loss } = await evaluator.evaluate((await rows()).held);
    log(`loss ${loss.toFixed(4)}`);
    return metrics.accuracy ?? Number.NaN;
  };
  return { rows, accuracyOf, wholeAccuracy: once(async () => await accuracyOf((await rows()).model)) };
}

function caseOf(
  { criterion, rounds }: StructureChoice,
  { rows, accuracyOf, wholeAccuracy }: Common,
  { threads }: BenchmarkContext,
): BenchmarkCase {
  const times = rounds === 1 ? 'at once' : `in ${rounds} rounds`;
  return {
    name: `${criterion.name}, ${times}`,
    async prepare() {
      const { model, scoring } = await rows();
      const backend = createOnnxRuntimeBackend();
      const run = async () => {
        const { plan } = await planInRounds(model, {
          ...{ ...SIZES, rounds, budget: { flops: SHARE * modelFlops(model, SIZES) } },
          score: (each) => {
            const batches = exampleBatches(scoring, BATCHES).batches(0);
            return scoreUnits(each, criterion.create(), { backend, batches, threads });
          },
        });
        return await accuracyOf(applyStructure(model, plan));
      };
      return { ours: { name: 'ours', run }, peers: [{ name: 'whole', run: wholeAccuracy }] };
    },
  };
}

interface Rows {
  readonly model: BertForSequenceClassification;
  /** Training rows that heads and units are scored on. */
  readonly scoring: EncodedExamples;
  /** Training rows that the model has never seen. */
  readonly held: EncodedExamples;
}

async function readAll(directory: string): Promise<Rows> {
  const task = findTask(TASK);
  const data = await task.load({ path: FOLDER });
  const head = taskHead('sequence-classification');
  const labels = 'labels' in data ? data.labels : [];
  const tokenizer = await loadTokenizer(directory);
  const encode = (rows: readonly Example[]) => head.encode(rows, tokenizer, { maxLength: 128, labels });
  const all = data.train as readonly Example[];
  const isOut = (row: Example) => isHeldOut(head.key(row), HOLDOUT);
  const seen = all.filter((row) => !isOut(row));
  const scoring = Array.from({ length: SCORING_ROWS }, (_, index) => {
    return seen[Math.floor((index * seen.length) / SCORING_ROWS)] as Example;
  });
  return { model: await loadSequenceClassifier(directory), scoring: encode(scoring), held: encode(all.filter(isOut)) };
}

export default benchmark;
