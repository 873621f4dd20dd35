/** A model before and after it was made smaller: what it scores, what it takes, how fast it answers. For `prune`, and whatever else shrinks one. */
import type { TaskScores } from '../model/score-model.js';
import { formatCount, formatScore } from '../report/number-format.js';
import { type PartScores, scoreFields } from '../report/scores.js';
import type { LoadedTask } from '../task/load-task.js';
import {
  type MeasuredModel,
  type MeasuringOptions,
  type ModelRatios,
  measureDirectories,
  modelRatios,
} from './measure-directories.js';
import { MEASURED_ROWS, type MeasuredRow, measuredLines } from './measured-rows.js';
import type { WeightTotals } from './weight-totals.js';

/** A directory, and what the model in it scored where there is a task. */
export interface ScoredDirectory {
  readonly directory: string;
  readonly scores?: TaskScores | undefined;
}

/** The same, measured. */
export type JudgedModel = MeasuredModel & Pick<ScoredDirectory, 'scores'>;

/** Both. */
export interface BeforeAndAfter {
  readonly before: JudgedModel;
  readonly after: JudgedModel;
  /** How many times better it is after. */
  readonly ratio: ModelRatios;
}

/** The fields of a model in `--json`. Beside these every metric of the task by its name: `accuracy`. */
export interface ModelFigures extends WeightTotals {
  readonly loss: number | undefined;
  /** On the training rows that were held out, when some were. */
  readonly holdout: PartScores | undefined;
  /** On further rows of the task, by name. */
  readonly further: Readonly<Record<string, PartScores>> | undefined;
  /** Of one text, asked for alone. */
  readonly latencyMsMedian: number;
  /** All asked for at once. */
  readonly textsPerSecond: number;
  /** Of the process that had the model at most, and before it had it. */
  readonly peakRssBytes: number;
  readonly baselineRssBytes: number;
}

/** Measures both by turns, each in a process of its own. */
export async function measureBeforeAndAfter(
  before: ScoredDirectory,
  after: ScoredDirectory,
  options: MeasuringOptions,
): Promise<BeforeAndAfter> {
  const measured = await measureDirectories([before.directory, after.directory], options);
  const [was, is] = measured as [MeasuredModel, MeasuredModel];
  return {
    before: { ...was, scores: before.scores },
    after: { ...is, scores: after.scores },
    ratio: modelRatios(is, was),
  };
}

/** The fields of one of them. */
export function modelFigures(loaded: LoadedTask | undefined, model: JudgedModel): ModelFigures {
  const { parameters, nonZero, sparsity, fileBytes, compressedBytes, peakRssBytes, baselineRssBytes } = model;
  const { scores } = model;
  const { metrics, loss, holdout, further } =
    loaded === undefined || scores === undefined ? NO_SCORES : scoreFields(loaded, scores);
  return {
    ...{ parameters, nonZero, sparsity, fileBytes, compressedBytes },
    ...metrics,
    ...{ loss, holdout, further },
    latencyMsMedian: model.latencyMs.p50,
    textsPerSecond: model.textsPerSecond.median,
    ...{ peakRssBytes, baselineRssBytes },
  };
}

const NO_SCORES = { metrics: {}, loss: undefined, holdout: undefined, further: undefined };

/** Both as a table. @param names of its columns */
export function beforeAndAfterLines(
  loaded: LoadedTask | undefined,
  { before, after, ratio }: BeforeAndAfter,
  names: readonly [string, string] = ['before', 'after'],
): string[] {
  const rows: readonly MeasuredRow<JudgedModel>[] = [
    ...(loaded === undefined ? [] : scoreRows(loaded, before)),
    ...MEASURED_ROWS,
    {
      name: 'zeros among weights',
      cell: ({ sparsity }) => (sparsity === null ? '-' : `${(100 * sparsity).toFixed(1)} %`),
    },
  ];
  return measuredLines(
    [
      [names[0], before],
      [names[1], after],
    ],
    rows,
    ratio,
  );
}

function scoreRows({ task, validation }: LoadedTask, { scores }: JudgedModel): MeasuredRow<JudgedModel>[] {
  const parts = Object.entries(scores?.further ?? {}).map(([part, { examples }]) => ({
    name: `  on ${formatCount(examples)} of ${part}`,
    cell: ({ scores }: JudgedModel) => formatScore(scores?.further[part]?.metrics[task.metric] ?? Number.NaN),
  }));
  return [
    {
      name: `${task.metric}, ${formatCount(validation.length)} examples`,
      cell: ({ scores }) => formatScore(scores?.validation.metrics[task.metric] ?? Number.NaN),
    },
    ...parts,
  ];
}
