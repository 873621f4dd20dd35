/** What `train` and `distill` print at their end: the fields of `--json`, and the lines for people. */
import { peakRssBytes } from '@bertsmith/metrics';
import type { CommandIo } from '../command-io.js';
import { beforeAndAfterLines, type ModelFigures, modelFigures } from '../measurement/before-and-after.js';
import type { ModelRatios } from '../measurement/measure-directories.js';
import { alignedLines } from '../report/aligned-lines.js';
import { jsonLine } from '../report/json-line.js';
import { commandPrefix, resumeCommand, shellArgument } from '../report/next-command.js';
import { formatClock, formatCount, formatMegabytes, formatScore } from '../report/number-format.js';
import { type ScoreFields, scoreFields, scorePairs } from '../report/scores.js';
import { terminalColors } from '../report/terminal-colors.js';
import type { LoadedTask } from '../task/load-task.js';
import type { RunOptions } from './run-options.js';
import type { CommandOfRun, TaskReport } from './run-task-command.js';
import type { FinishedTraining, TeacherScore } from './train-and-save.js';

/** The JSON line of `train` and `distill`. */
export interface TrainingRecord extends ScoreFields {
  /** Where the model was saved. */
  readonly model: string;
  /** Training rows that were seen, each as often as it was. */
  readonly examples: number;
  /** Held-out rows that the scores are of. */
  readonly evaluationExamples: number;
  /** The training loop with its evaluations; of a run that was resumed, with the time before. */
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
  /** Whom the model learned from, when it was distilled. */
  readonly teacher: TeacherScore | undefined;
  /** That teacher, the model that was saved, and how many times better the latter is. */
  readonly before?: ModelFigures;
  readonly after?: ModelFigures;
  readonly ratio?: ModelRatios;
  /** Whether Ctrl-C ended the run before its last step. */
  readonly interrupted: boolean;
  /** What is not as if a run that was resumed had never stopped. */
  readonly warnings: readonly string[] | undefined;
}

/** One line of JSON; or scores, places and the next command to type. */
export const TRAINING_REPORT: TaskReport<Pick<RunOptions, 'output'>, FinishedTraining> = {
  json: trainingJson,
  lines: describeTraining,
};

function trainingJson(loaded: LoadedTask, { output }: Pick<RunOptions, 'output'>, finished: FinishedTraining): string {
  const { result, scores, setupSeconds, model, teacher, measured } = finished;
  const { seconds, steps, stepMsMedian, trainedExamples, trainedTokens, isAborted, warnings } = result;
  const record: TrainingRecord = {
    model: output,
    ...scoreFields(loaded, scores),
    examples: trainedExamples,
    evaluationExamples: scores.validation.examples,
    seconds,
    setupSeconds,
    examplesPerSecond: trainedExamples / seconds,
    tokensPerSecond: trainedTokens / seconds,
    peakRssBytes: peakRssBytes(),
    steps,
    stepMsMedian,
    parameters: model.arena.parameterCount,
    teacher,
    ...(measured !== undefined && {
      before: modelFigures(loaded, measured.before),
      after: modelFigures(loaded, measured.after),
      ratio: measured.ratio,
    }),
    interrupted: isAborted,
    warnings: warnings.length === 0 ? undefined : warnings,
  };
  return jsonLine(record);
}

function describeTraining(
  io: CommandIo,
  loaded: LoadedTask,
  { output }: Pick<RunOptions, 'output'>,
  finished: FinishedTraining & CommandOfRun,
): string[] {
  const { bold } = terminalColors(io.stdout, io.environment);
  const bertsmith = commandPrefix(io.environment);
  const { measured } = finished;
  const { isAborted, steps } = finished.result;
  const [stopped, next] = isAborted
    ? [`stopped by Ctrl-C after ${formatCount(steps)} steps, `, ['go on:', resumeCommand(io, finished.command, output)]]
    : ['', ['try it:', `${bertsmith} predict --model ${shellArgument(output)} ${sampleArguments(loaded)}`]];
  const [what, command] = next as [string, string];
  return [
    ...alignedLines(trainingPairs(loaded, finished)),
    '',
    ...(measured === undefined ? [] : [...beforeAndAfterLines(loaded, measured, ['teacher', 'student']), '']),
    `${stopped}saved to ${output}`,
    `${what}  ${bold(command)}`,
  ];
}

function trainingPairs(loaded: LoadedTask, finished: FinishedTraining): [name: string, value: string][] {
  const { scores, result, setupSeconds, teacher } = finished;
  const pace = `${formatCount(result.steps)} steps, ${result.stepMsMedian.toFixed(0)} ms each`;
  return [
    ...scorePairs(loaded, scores),
    ...(teacher === undefined ? [] : [teacherPair(loaded, teacher)]),
    ['training', `${formatClock(result.seconds)} (${pace}; set-up ${formatClock(setupSeconds)})`],
    ['memory', `${formatMegabytes(peakRssBytes())} at most`],
  ];
}

function teacherPair({ task }: LoadedTask, { score, parameters }: TeacherScore): [name: string, value: string] {
  return ['teacher', `${task.metric} ${formatScore(score ?? Number.NaN)}, ${formatCount(parameters)} parameters`];
}

/** Words that a shell takes as they are, so that the command can be copied. */
const PLAIN_TEXT = /^[\w ,-]{20,60}$/;

/** A text to try the model on; tasks of several texts have records in a file. */
function sampleArguments({ head, validation }: LoadedTask): string {
  if (validation.some((row) => head.texts(row).length !== 1)) return '--input FILE.jsonl';
  const sample = validation.map((row) => head.key(row)).find((text) => PLAIN_TEXT.test(text));
  return shellArgument(sample?.trim() ?? 'a text of yours');
}
