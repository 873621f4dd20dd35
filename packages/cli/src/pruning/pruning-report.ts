/** What `prune` prints at its end: the fields of `--json`, and the lines for people. */
import { peakRssBytes } from '@bertsmith/metrics';
import type { MatrixReport } from '@bertsmith/prune';
import type { CommandIo } from '../command-io.js';
import { beforeAndAfterLines, modelFigures } from '../measurement/before-and-after.js';
import { alignedLines } from '../report/aligned-lines.js';
import { jsonLine } from '../report/json-line.js';
import { commandPrefix, resumeCommand, shellArgument } from '../report/next-command.js';
import { formatBytes, formatClock, formatCount } from '../report/number-format.js';
import type { LoadedTask } from '../task/load-task.js';
import { describeStructure } from './describe-structure.js';
import type { FinishedPruning, SparseModel } from './prune-and-save.js';
import { type PruneOptions, teacherOf } from './prune-options.js';
import { isGradual } from './pruning-methods.js';
import { describeOutcome, type TargetOutcome } from './target-outcome.js';

/** The outcome as one line of JSON. */
export function pruningJson(loaded: LoadedTask | undefined, options: PruneOptions, finished: FinishedPruning): string {
  const { measured, structure, sparse, target, warnings, result, setupSeconds } = finished;
  const figures = measured && {
    before: modelFigures(loaded, measured.before),
    after: { ...modelFigures(loaded, measured.after), sparseFileBytes: sparse?.fileBytes },
    ratio: measured.ratio,
    target,
  };
  return jsonLine({
    ...{ model: options.output, from: options.model, methods: options.method },
    ...{ task: loaded?.task.name, metric: loaded?.task.metric, evaluationExamples: loaded?.validation.length },
    ...figures,
    structure,
    ...{ sparseFile: sparse?.path, zeros: sparse?.zeros.matrices },
    ...{ distilled: teacherOf(options) !== undefined, distilledFrom: teacherOf(options) },
    ...(result !== undefined && {
      ...{ examples: result.trainedExamples, steps: result.steps, stepMsMedian: result.stepMsMedian },
      ...{ seconds: result.seconds, setupSeconds, interrupted: result.isAborted },
    }),
    warnings: warnings.length === 0 ? undefined : warnings,
    peakRssBytes: peakRssBytes(),
  });
}

/** The same for people. */
export function pruningLines(
  io: CommandIo,
  loaded: LoadedTask | undefined,
  options: PruneOptions,
  { measured, structure, sparse, target, result, setupSeconds = 0 }: FinishedPruning,
): string[] {
  const { output } = options;
  if (measured === undefined) {
    const state = isGradual(options) ? ' as it is now, not pruned to the end' : '';
    return [`stopped by Ctrl-C, saved to ${output}${state}`, `go on:  ${resumeCommand(io, 'prune', output)}`];
  }
  const bertsmith = commandPrefix(io.environment);
  const pairs: [name: string, value: string][] = [
    ...(target === undefined ? [] : [targetPair(target)]),
    ['heads + units', describeStructure(structure.after)],
    ...(result === undefined ? [] : [recoveryPair(result.seconds, result.steps, setupSeconds)]),
    ...(sparse === undefined ? [] : sparsePairs(sparse)),
  ];
  return [
    ...beforeAndAfterLines(loaded, measured),
    '',
    ...alignedLines(pairs),
    '',
    `saved to ${output}`,
    `try it:  ${bertsmith} bench --model ${shellArgument(output)}`,
  ];
}

function targetPair(target: TargetOutcome): [name: string, value: string] {
  return ['target', describeOutcome(target)];
}

function recoveryPair(seconds: number, steps: number, setupSeconds: number): [name: string, value: string] {
  return ['recovery', `${formatClock(seconds)} (${formatCount(steps)} steps; set-up ${formatClock(setupSeconds)})`];
}

/** Said plainly: zeros are multiplied like other numbers. */
function sparsePairs({ fileBytes, path, zeros }: SparseModel): [name: string, value: string][] {
  const shareOf = (matrix: MatrixReport) => matrix.zeros / matrix.weights;
  const ordered = zeros.matrices.toSorted((one, other) => shareOf(one) - shareOf(other));
  const ends = ordered.filter((_, index) => index === 0 || index === ordered.length - 1);
  const shown = ends.map((matrix) => `${(100 * shareOf(matrix)).toFixed(1)} % (${matrix.name})`);
  return [
    ['zeros by matrix', shown.join(' to ')],
    ['without zeros', `${formatBytes(fileBytes)}, in ${path}; zeros make a file smaller, and no model faster`],
  ];
}
