/** What `train` prints at its end: the fields of `--json`, and the lines for people. */
import { peakRssBytes } from '@bertsmith/metrics';
import type { CommandIo } from '../command-io.js';
import { alignedLines } from '../report/aligned-lines.js';
import { jsonLine } from '../report/json-line.js';
import { commandPrefix, shellArgument } from '../report/next-command.js';
import { formatClock, formatCount, formatMegabytes } from '../report/number-format.js';
import { type ScoreFields, scoreFields, scorePairs } from '../report/scores.js';
import { terminalColors } from '../report/terminal-colors.js';
import { writeResults } from '../streams/write-results.js';
import type { LoadedTask } from '../task/load-task.js';
import type { FinishedTraining } from './train-and-save.js';
import type { TrainOptions } from './train-options.js';

/** The JSON line of `train`. */
export interface TrainingRecord extends ScoreFields {
  /** Where the model was saved. */
  readonly model: string;
  /** Training rows that were seen, each as often as it was. */
  readonly examples: number;
  /** Held-out rows that the scores are of. */
  readonly evaluationExamples: number;
  /** The training loop with its evaluations. */
  readonly seconds: number;
  /** What came before it: loading, the vocabulary, tokenizing, compiling. */
  readonly setupSeconds: number;
  readonly examplesPerSecond: number;
  /** Tokens that are no padding. */
  readonly tokensPerSecond: number;
  readonly peakRssBytes: number;
  readonly steps: number;
  readonly stepMsMedian: number;
  /** Trainable values of the model. */
  readonly parameters: number;
  /** Whether Ctrl-C ended the run before its last step. */
  readonly interrupted: boolean;
}

/** Prints the outcome: one line of JSON, or scores, places and the next command to type. */
export async function printTraining(
  io: CommandIo,
  loaded: LoadedTask,
  options: TrainOptions,
  finished: FinishedTraining,
): Promise<void> {
  const text = options.json
    ? jsonLine(trainingRecord(loaded, options, finished))
    : `${describeTraining(io, loaded, options, finished).join('\n')}\n`;
  await writeResults(io.stdout, text);
}

function describeTraining(
  { stdout, environment }: CommandIo,
  loaded: LoadedTask,
  { output }: TrainOptions,
  finished: FinishedTraining,
): string[] {
  const { bold } = terminalColors(stdout, environment);
  const predict = `${commandPrefix(environment)} predict --model ${shellArgument(output)}`;
  const { isAborted, steps } = finished.result;
  const stopped = isAborted ? `stopped by Ctrl-C after ${formatCount(steps)} steps, ` : '';
  const next = `try it:  ${bold(`${predict} ${shellArgument(sampleText(loaded))}`)}`;
  return [...alignedLines(trainingPairs(loaded, finished)), '', `${stopped}saved to ${output}`, next];
}

function trainingRecord({ task }: LoadedTask, { output }: TrainOptions, finished: FinishedTraining): TrainingRecord {
  const { result, evaluation, setupSeconds, model } = finished;
  const { seconds, steps, stepMsMedian, trainedExamples, trainedTokens, isAborted } = result;
  return {
    model: output,
    ...scoreFields(task, evaluation),
    examples: trainedExamples,
    evaluationExamples: evaluation.examples,
    seconds,
    setupSeconds,
    examplesPerSecond: trainedExamples / seconds,
    tokensPerSecond: trainedTokens / seconds,
    peakRssBytes: peakRssBytes(),
    steps,
    stepMsMedian,
    parameters: model.arena.parameterCount,
    interrupted: isAborted,
  };
}

function trainingPairs({ task }: LoadedTask, finished: FinishedTraining): [name: string, value: string][] {
  const { evaluation, result, setupSeconds } = finished;
  const pace = `${formatCount(result.steps)} steps, ${result.stepMsMedian.toFixed(0)} ms each`;
  return [
    ...scorePairs(task, evaluation),
    ['held out', `${formatCount(evaluation.examples)} examples`],
    ['training', `${formatClock(result.seconds)} (${pace}; set-up ${formatClock(setupSeconds)})`],
    ['memory', `${formatMegabytes(peakRssBytes())} at most`],
  ];
}

/** Words that a shell takes as they are, so that the command can be copied. */
const PLAIN_TEXT = /^[\w ,-]{20,60}$/;

function sampleText({ validation }: LoadedTask): string {
  return validation.find(({ text }) => PLAIN_TEXT.test(text))?.text ?? 'a text of yours';
}
