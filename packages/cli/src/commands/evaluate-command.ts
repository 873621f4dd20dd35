import { peakRssBytes } from '@bertsmith/metrics';
import type { EvaluationResult } from '@bertsmith/train';
import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { checkTaskLabels } from '../model/check-task-labels.js';
import { loadModelDirectory } from '../model/load-model-directory.js';
import { type ScoreOptions, scoreModel } from '../model/score-model.js';
import {
  batchSizeOption,
  jsonOption,
  maxExamplesOption,
  maxLengthOption,
  modelOption,
  taskOption,
  threadsOption,
} from '../options/shared-options.js';
import { alignedLines } from '../report/aligned-lines.js';
import { jsonLine } from '../report/json-line.js';
import { formatCount, formatMegabytes, formatSeconds } from '../report/number-format.js';
import { type ScoreFields, scoreFields, scorePairs } from '../report/scores.js';
import { writeProgress } from '../streams/write-progress.js';
import { writeResults } from '../streams/write-results.js';
import { type LoadedTask, loadTask } from '../task/load-task.js';
import type { Finish } from './finish.js';

interface EvaluateOptions extends ScoreOptions {
  readonly model: string;
  readonly task: string;
  readonly maxExamples?: number;
  readonly json?: boolean;
}

/** The JSON line of `evaluate`. */
interface EvaluationRecord extends ScoreFields {
  /** The directory of the model. */
  readonly model: string;
  /** Held-out rows. */
  readonly examples: number;
  readonly seconds: number;
  readonly setupSeconds: number;
  readonly examplesPerSecond: number;
  /** Tokens that are no padding. */
  readonly tokensPerSecond: number;
  readonly peakRssBytes: number;
}

/** `bertsmith evaluate`: the scores of a model on the held-out rows of a task. */
export function evaluateCommand(io: CommandIo, finish: Finish): Command {
  return new Command('evaluate')
    .description('Score a model on the held-out examples of a task.')
    .addOption(modelOption())
    .addOption(taskOption())
    .addOption(batchSizeOption())
    .addOption(maxLengthOption())
    .addOption(maxExamplesOption())
    .addOption(threadsOption())
    .addOption(jsonOption('print the result as one line of JSON'))
    .action(async (options: EvaluateOptions) => finish(await evaluate(options, io)));
}

async function evaluate(options: EvaluateOptions, io: CommandIo): Promise<number> {
  const startedAtMs = performance.now();
  const directory = await loadModelDirectory(options.model);
  const loaded = await loadTask(options.task, options.maxExamples);
  checkTaskLabels(directory.model.config, loaded);
  writeProgress(io.stderr, `scoring ${options.model} on ${formatCount(loaded.validation.length)} held-out examples\n`);
  const result = await scoreModel(directory, loaded, options);
  const setupSeconds = (performance.now() - startedAtMs) / 1000 - result.seconds;
  const text = options.json
    ? jsonLine(evaluationRecord(loaded, options.model, result, setupSeconds))
    : `${alignedLines(evaluationPairs(loaded, result)).join('\n')}\n`;
  await writeResults(io.stdout, text);
  return 0;
}

function evaluationRecord(
  { task }: LoadedTask,
  model: string,
  result: EvaluationResult,
  setupSeconds: number,
): EvaluationRecord {
  const { examples, seconds, realTokens } = result;
  return {
    model,
    ...scoreFields(task, result),
    examples,
    seconds,
    setupSeconds,
    examplesPerSecond: examples / seconds,
    tokensPerSecond: realTokens / seconds,
    peakRssBytes: peakRssBytes(),
  };
}

function evaluationPairs({ task }: LoadedTask, result: EvaluationResult): [name: string, value: string][] {
  const speed = `${formatCount(result.examples / result.seconds)} examples/s`;
  return [
    ...scorePairs(task, result),
    ['held out', `${formatCount(result.examples)} examples`],
    ['time', `${formatSeconds(result.seconds)} (${speed})`],
    ['memory', `${formatMegabytes(peakRssBytes())} at most`],
  ];
}
