import { peakRssBytes } from '@bertsmith/metrics';
import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { checkTaskLabels } from '../model/check-task-labels.js';
import { trainedMaxLength } from '../model/fit-max-length.js';
import { loadTrainedDirectory } from '../model/load-model-directory.js';
import { type ScoreOptions, scoreModel, type TaskScores } from '../model/score-model.js';
import {
  batchSizeOption,
  dataOption,
  holdoutOption,
  jsonOption,
  maxExamplesOption,
  maxLengthOption,
  modelOption,
  onBadRowOption,
  providerOption,
  taskOption,
  threadsOption,
} from '../options/shared-options.js';
import { alignedLines } from '../report/aligned-lines.js';
import { jsonLine } from '../report/json-line.js';
import { formatCount, formatMegabytes, formatSeconds } from '../report/number-format.js';
import { type ScoreFields, scoreFields, scorePairs } from '../report/scores.js';
import { reportSkipped } from '../report/skipped-rows.js';
import { writeProgress } from '../streams/write-progress.js';
import { writeResults } from '../streams/write-results.js';
import { type LoadedTask, type LoadTaskOptions, loadTask } from '../task/load-task.js';
import type { Finish } from './finish.js';

interface EvaluateOptions extends Omit<ScoreOptions, 'maxLength'>, LoadTaskOptions {
  readonly maxLength?: number;
  readonly model: string;
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
    .addOption(dataOption())
    .addOption(onBadRowOption())
    .addOption(holdoutOption())
    .addOption(batchSizeOption())
    .addOption(maxLengthOption())
    .addOption(maxExamplesOption())
    .addOption(threadsOption())
    .addOption(providerOption())
    .addOption(jsonOption('print the result as one line of JSON'))
    .action(async (options: EvaluateOptions) => finish(await evaluate(options, io)));
}

async function evaluate(options: EvaluateOptions, io: CommandIo): Promise<number> {
  const startedAtMs = performance.now();
  const directory = await loadTrainedDirectory(options.model);
  const loaded = await loadTask(options);
  checkTaskLabels(directory.model, loaded);
  reportSkipped(io.stderr, loaded);
  writeProgress(io.stderr, `scoring ${options.model} on ${formatCount(loaded.validation.length)} held-out examples\n`);
  const maxLength = await trainedMaxLength(options.maxLength, directory.model.config, options.model);
  const scores = await scoreModel(directory, loaded, { ...options, maxLength });
  const setupSeconds = (performance.now() - startedAtMs) / 1000 - secondsOf(scores);
  const text = options.json
    ? jsonLine(evaluationRecord(loaded, options.model, scores, setupSeconds))
    : `${alignedLines(evaluationPairs(loaded, scores)).join('\n')}\n`;
  await writeResults(io.stdout, text);
  return 0;
}

function secondsOf({ validation, further }: TaskScores): number {
  return [validation, ...Object.values(further)].reduce((sum, { seconds }) => sum + seconds, 0);
}

function evaluationRecord(
  loaded: LoadedTask,
  model: string,
  scores: TaskScores,
  setupSeconds: number,
): EvaluationRecord {
  const { examples, seconds, realTokens } = scores.validation;
  return {
    model,
    ...scoreFields(loaded, scores),
    examples,
    seconds,
    setupSeconds,
    examplesPerSecond: examples / seconds,
    tokensPerSecond: realTokens / seconds,
    peakRssBytes: peakRssBytes(),
  };
}

function evaluationPairs(loaded: LoadedTask, scores: TaskScores): [name: string, value: string][] {
  const { examples, seconds } = scores.validation;
  return [
    ...scorePairs(loaded, scores),
    ['time', `${formatSeconds(seconds)} (${formatCount(examples / seconds)} examples/s)`],
    ['memory', `${formatMegabytes(peakRssBytes())} at most`],
  ];
}
