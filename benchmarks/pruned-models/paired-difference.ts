import { createOnnxRuntimeBackend, type ExecutionProvider } from '@bertsmith/backend-onnxruntime';
import { loadSequenceClassifier } from '@bertsmith/bert-core/files';
import { type Example, findTask, isHeldOut } from '@bertsmith/data';
import { type ClassPredictions, mcnemarTest } from '@bertsmith/metrics';
import { loadTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { Evaluator, predictedClasses, taskHead } from '@bertsmith/train';

/** Rows that both models answer. */
export interface PairedRows {
  readonly validation: readonly Example[];
  readonly holdout: readonly Example[];
  readonly labels: readonly string[];
}

/** The rows of a task as `--holdout` divides them. @param maximum of each part, evenly spread, as `--max-examples` has it */
export async function pairedRows(name: string, path: string, divisor: number, maximum?: number): Promise<PairedRows> {
  const task = findTask(name);
  const data = await task.load({ path });
  if (task.kind !== 'sequence-classification' || !('labels' in data)) throw new Error(`${name} has no classes`);
  const { key } = taskHead(task.kind);
  const spread = (rows: readonly Example[]) => {
    if (maximum === undefined || rows.length <= maximum) return rows;
    return Array.from({ length: maximum }, (_, index) => rows[Math.floor((index * rows.length) / maximum)] as Example);
  };
  const train = data.train as readonly Example[];
  return {
    validation: spread(data.validation as readonly Example[]),
    holdout: spread(train.filter((row) => isHeldOut(key(row), divisor))),
    labels: data.labels,
  };
}

/** How a model is asked. */
export interface AnsweringOptions {
  readonly labels: readonly string[];
  readonly threads: number;
  readonly provider: ExecutionProvider;
}

/** What a model of a directory answers. */
export async function answersOf(
  directory: string,
  rows: readonly Example[],
  { labels, threads, provider }: AnsweringOptions,
): Promise<ClassPredictions> {
  const maxLength = 128;
  const backend = createOnnxRuntimeBackend({ executionProvider: provider });
  const model = await loadSequenceClassifier(directory);
  const tokenizer = await loadTokenizer(directory);
  const examples = taskHead('sequence-classification').encode(rows, tokenizer, { maxLength, labels });
  await using evaluator = await Evaluator.create({ model, backend, maxLength, threads });
  const predictions = predictedClasses(await evaluator.evaluate(examples));
  return { predictions, labels: Int32Array.from(rows, ({ label }) => label) };
}

/** How many points of accuracy the first is below the second, row by row, and whether that is luck. */
export function pairedDifference(first: ClassPredictions, second: ClassPredictions) {
  const { onlyFirst, onlySecond, pValue } = mcnemarTest(first, second);
  return { pointsLost: (100 * (onlySecond - onlyFirst)) / first.labels.length, onlyFirst, onlySecond, pValue };
}
