import { ConfigError } from '@bertsmith/tensor';
import type { WeightMask } from '../masks/weight-mask.js';
import { dropLowest } from './drop-lowest.js';
import type { PrunableMatrix } from './prunable-matrices.js';
import { checkSelection, parsePattern, type WeightSelection } from './weight-selection.js';

/**
 * Sets a mask: the weights with the lowest scores go. Of equal scores the one that comes first goes: in the order of the matrices, and in a
 * matrix row by row.
 *
 * @param scores of each matrix of the mask, [rows * columns], higher = keep
 * @throws ConfigError when the selection is out of range, does not fit a matrix, or a score is not a number
 */
export function selectWeights(mask: WeightMask, scores: readonly Float32Array[], selection: WeightSelection): void {
  checkSelection(selection);
  for (const [index, matrix] of mask.matrices.entries()) checkScores(matrix, scores[index]);
  if ('threshold' in selection) {
    dropUpTo(mask, scores, selection.threshold);
    return;
  }
  const groups = 'pattern' in selection ? groupsOfPattern(mask, selection.pattern) : groupsOfScope(mask, selection);
  mask.keepAll();
  for (const { matrices, from, to, count } of groups) {
    const lists = matrices.map((matrix) => (scores[matrix] as Float32Array).subarray(from, to));
    dropLowest(lists, count, (list, index) => void mask.drop(matrices[list] as number, (from ?? 0) + index));
  }
}

function dropUpTo(mask: WeightMask, scores: readonly Float32Array[], threshold: number): void {
  mask.keepAll();
  for (const [matrix, list] of scores.entries()) {
    for (let index = 0; index < list.length; index++) {
      if ((list[index] as number) <= threshold) mask.drop(matrix, index);
    }
  }
}

/** Weights that compete, and how many of them go. */
interface Group {
  /** Their places in the mask's list. */
  readonly matrices: readonly number[];
  /** Elements of a matrix, when it is not all of them. */
  readonly from?: number;
  readonly to?: number;
  readonly count: number;
}

function groupsOfScope(
  { matrices }: WeightMask,
  { sparsity, scope = 'global' }: Extract<WeightSelection, { sparsity: number }>,
): Iterable<Group> {
  const sizes = matrices.map(({ rows, columns }) => rows * columns);
  const share = (size: number) => Math.round(sparsity * size);
  if (scope === 'row') return slices(matrices, ({ columns }) => columns, share);
  if (scope === 'matrix') return sizes.map((size, matrix) => ({ matrices: [matrix], count: share(size) }));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return [{ matrices: [...matrices.keys()], count: share(total) }];
}

function groupsOfPattern({ matrices }: WeightMask, pattern: string): Iterable<Group> {
  const { kept, of } = parsePattern(pattern);
  const misfit = matrices.find(({ columns }) => columns % of !== 0);
  if (misfit !== undefined) {
    const message = `pruning: the rows of '${misfit.name}' have ${misfit.columns} weights, which ${pattern} does not divide: take an M that does, or leave it out with \`matrices\``;
    throw new ConfigError(message, { name: misfit.name, columns: misfit.columns, pattern });
  }
  return slices(
    matrices,
    () => of,
    () => of - kept,
  );
}

function* slices(
  matrices: readonly PrunableMatrix[],
  sizeOf: (matrix: PrunableMatrix) => number,
  countOf: (size: number) => number,
): Generator<Group> {
  for (const [index, matrix] of matrices.entries()) {
    const size = sizeOf(matrix);
    const count = countOf(size);
    for (let from = 0; from < matrix.rows * matrix.columns; from += size) {
      yield { matrices: [index], from, to: from + size, count };
    }
  }
}

function checkScores({ name, rows, columns }: PrunableMatrix, scores: Float32Array | undefined): void {
  if (!(scores instanceof Float32Array) || scores.length !== rows * columns) {
    const found = scores instanceof Float32Array ? `${scores.length} scores` : 'no Float32Array';
    const message = `pruning: '${name}' has ${rows * columns} weights, the criterion gave ${found}`;
    throw new ConfigError(message, { name, expected: rows * columns, actual: scores?.length });
  }
  // Of all weights at every mask: many times as fast as `findIndex`.
  if (!scores.includes(Number.NaN)) return;
  const index = scores.findIndex(Number.isNaN);
  const message = `pruning: the score of weight ${index} of '${name}' is not a number: are all weights and gradients finite?`;
  throw new ConfigError(message, { name, index });
}
