/** What an evaluation found: the fields of `--json`, and the lines for people. */
import type { EvaluationResult } from '@bertsmith/train';
import type { TaskScores } from '../model/score-model.js';
import { HOLDOUT, type LoadedTask } from '../task/load-task.js';
import { formatCount, formatScore } from './number-format.js';

/** The scores on some rows. */
export interface PartScores {
  /** The value of the task's own metric. */
  readonly score: number | undefined;
  /** Every metric by its name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** The mean loss of what has a label (a row, a word), in nats. */
  readonly loss: number;
  /** Rows that the scores are of. */
  readonly examples: number;
}

/** Fields that `train` and `evaluate` have in common. */
export interface ScoreFields extends Omit<PartScores, 'examples'> {
  readonly task: string;
  /** The task's own metric, by name. */
  readonly metric: string;
  /** 0 to 1, where the task has it. */
  readonly accuracy: number | undefined;
  /** 0 to 1, where the task has it. */
  readonly macroF1: number | undefined;
  /** Scores on further rows of the task, by name; none when there are none. */
  readonly further: Readonly<Record<string, PartScores>> | undefined;
  /** Scores on the training rows that were held out, when some were. */
  readonly holdout: PartScores | undefined;
  /** Rows that could not be used, when there were some. */
  readonly skippedRows: number | undefined;
}

/** The fields of a score; a metric that is not defined for the task is left out of the JSON. */
export function scoreFields({ task, skipped }: LoadedTask, { validation, further }: TaskScores): ScoreFields {
  const { metrics, loss } = validation;
  const { accuracy, macroF1 } = metrics;
  const part = (result: EvaluationResult): PartScores => ({
    ...{ score: result.metrics[task.metric], metrics: result.metrics, loss: result.loss, examples: result.examples },
  });
  const { [HOLDOUT]: holdout, ...others } = further;
  const parts = Object.entries(others).map(([name, result]) => [name, part(result)] as const);
  return {
    ...{ task: task.name, metric: task.metric, score: metrics[task.metric], metrics, accuracy, macroF1, loss },
    further: parts.length === 0 ? undefined : Object.fromEntries(parts),
    holdout: holdout && part(holdout),
    skippedRows: skipped.length === 0 ? undefined : skipped.length,
  };
}

/** The metrics and the loss, the task's own metric first; then what is known of further rows. */
export function scorePairs(loaded: LoadedTask, { validation, further }: TaskScores): [name: string, value: string][] {
  const { metric } = loaded.task;
  const { metrics, loss, examples } = validation;
  const names = Object.keys(metrics).sort((a, b) => Number(b === metric) - Number(a === metric));
  const scores = names.map((name): [string, string] => [name, formatScore(metrics[name] ?? Number.NaN)]);
  const others = Object.entries(further).map(([part, result]): [string, string] => [
    part,
    `${metric} ${formatScore(result.metrics[metric] ?? Number.NaN)}, ${formatCount(result.examples)} examples`,
  ]);
  return [...scores, ['loss', formatScore(loss)], ['held out', `${formatCount(examples)} examples`], ...others];
}
