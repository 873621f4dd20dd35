/** What is read off the runs of a seed: a figure of the pruned model, and of the model that it is compared with. */
import type { ClassPredictions } from '@bertsmith/metrics';
import type { PrunedFigures, PruneRecord, Scored } from './model-store.js';
import { pairedDifference } from './paired-difference.js';
import type { PrunedRuns } from './pruned-runs.js';

/** One comparison; without a peer it is a difference already. */
export interface Comparison {
  readonly what: string;
  readonly unit: string;
  readonly better: 'lower' | 'higher';
  readonly peer?: string;
  figures(runs: PrunedRuns): Promise<{ readonly ours: number; readonly peer?: number }>;
}

/** Makes or finds the pruned model of a seed. */
export type PrunedModel = (runs: PrunedRuns) => Promise<PruneRecord>;

/** Who fine-tuned for as many epochs as the pruned model in all. */
const UNPRUNED = 'unpruned';
/** What was pruned, measured beside it. */
const BEFORE = 'before';
/** The memory of a training is all there after some batches of every length. */
const TRAINED_STEPS = 60;

/** The task's metric on the development set and on held-out training rows, for both, and the difference row by row. */
export function scoreComparisons(pruned: PrunedModel, metric: string, paired: PairedAnswers | undefined): Comparison[] {
  const scores = (what: string, unit: string, scoreOf: (scored: Scored) => number) => ({
    ...{ what, unit, better: 'higher' as const, peer: UNPRUNED },
    figures: async (runs: PrunedRuns) => {
      const [{ after }, unpruned] = [await pruned(runs), await runs.unpruned()];
      // `prune` has the metrics of the development set side by side.
      const ours = { metrics: after as unknown as Scored['metrics'], holdout: after.holdout };
      return { ours: scoreOf(ours), peer: scoreOf(unpruned) };
    },
  });
  // Points are of accuracy, whatever the task's own metric is.
  const units = [...new Set([metric, 'accuracy'])];
  return [
    ...units.map((unit) => scores('development set', unit, ({ metrics }) => metrics[unit] as number)),
    ...units.map((unit) => scores('held-out 13th', unit, ({ holdout }) => holdout.metrics[unit] as number)),
    ...(paired === undefined
      ? []
      : (['validation', 'holdout'] as const).map((part) => pointsLost(pruned, part, paired))),
  ];
}

/** What both models are asked for differences. */
export interface PairedAnswers {
  /** The answers of a model of a directory. */
  of(model: string, part: PairedPart): Promise<ClassPredictions>;
  log(message: string): void;
}

/** Rows that nothing was trained on. */
export type PairedPart = 'validation' | 'holdout';

function pointsLost(pruned: PrunedModel, part: PairedPart, paired: PairedAnswers): Comparison {
  const what = `points of accuracy lost, ${part === 'validation' ? 'development set' : 'held-out 13th'}`;
  return {
    ...{ what, unit: 'points', better: 'lower' },
    figures: async (runs) => {
      const [ours, theirs] = [await pruned(runs), await runs.unpruned()];
      const both = [await paired.of(ours.model, part), await paired.of(theirs.model, part)] as const;
      const { pointsLost, onlyFirst, onlySecond, pValue } = pairedDifference(...both);
      paired.log(
        `${what}: ${pointsLost.toFixed(2)}; only pruned right ${onlyFirst}, only unpruned ${onlySecond}, p ${pValue.toFixed(3)}`,
      );
      return { ours: pointsLost };
    },
  };
}

/** Times and memory of a model from which structure was taken. */
export function structureComparisons(pruned: PrunedModel): Comparison[] {
  return [
    measured(pruned, 'batch 32', 'texts/s', ({ textsPerSecond }) => textsPerSecond),
    measured(pruned, 'one text', 'ms', ({ latencyMsMedian }) => latencyMsMedian),
    measured(pruned, 'memory of inference beyond the runtime', 'MB', ({ peakRssBytes, baselineRssBytes }) => {
      return (peakRssBytes - baselineRssBytes) / 1e6;
    }),
    measured(pruned, 'weights', 'MB', ({ fileBytes }) => fileBytes / 1e6),
    {
      ...{ what: 'memory of training, whole process', unit: 'MB', better: 'lower', peer: BEFORE },
      figures: async (runs) => {
        const memoryOf = async (model: string) => (await runs.trained(model, TRAINED_STEPS)).peakRssBytes / 1e6;
        return { ours: await memoryOf((await pruned(runs)).model), peer: await memoryOf((await runs.teacher()).model) };
      },
    },
  ];
}

/** The file of a model some of whose weights are 0. */
export function sparseComparisons(pruned: PrunedModel): Comparison[] {
  const bytesOf = ({ sparseFileBytes, fileBytes }: PrunedFigures) => (sparseFileBytes ?? fileBytes) / 1e6;
  return [measured(pruned, 'weights without zeros', 'MB', bytesOf)];
}

function measured(
  pruned: PrunedModel,
  what: string,
  unit: string,
  figure: (figures: PrunedFigures) => number,
): Comparison {
  return {
    ...{ what, unit, better: unit === 'texts/s' ? 'higher' : 'lower', peer: BEFORE },
    figures: async (runs) => {
      const { before, after } = await pruned(runs);
      return { ours: figure(after), peer: figure(before) };
    },
  };
}
