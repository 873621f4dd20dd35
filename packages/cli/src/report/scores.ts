/** What an evaluation found: the fields of `--json`, and the lines for people. */
import type { Task } from '@bertsmith/data';
import type { EvaluationResult } from '@bertsmith/train';
import { formatScore } from './number-format.js';

/** Fields that `train` and `evaluate` have in common. */
export interface ScoreFields {
  readonly task: string;
  /** The task's own metric, by name. */
  readonly metric: string;
  /** Its value. */
  readonly score: number | undefined;
  /** Every metric by its name. */
  readonly metrics: Readonly<Record<string, number>>;
  /** 0 to 1. */
  readonly accuracy: number | undefined;
  /** 0 to 1. */
  readonly macroF1: number | undefined;
  /** The mean loss of a held-out row, in nats. */
  readonly loss: number;
}

/** The fields of a score; a metric that is not defined for the task is left out of the JSON. */
export function scoreFields({ name, metric }: Task, { metrics, loss }: EvaluationResult): ScoreFields {
  const { accuracy, macroF1 } = metrics;
  return { task: name, metric, score: metrics[metric], metrics, accuracy, macroF1, loss };
}

/** The metrics and the loss, the task's own metric first. */
export function scorePairs({ metric }: Task, { metrics, loss }: EvaluationResult): [name: string, value: string][] {
  const names = Object.keys(metrics).sort((a, b) => Number(b === metric) - Number(a === metric));
  const scores = names.map((name): [string, string] => [name, formatScore(metrics[name] ?? Number.NaN)]);
  return [...scores, ['loss', formatScore(loss)]];
}
