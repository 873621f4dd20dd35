/**
 * Second order with what weights have to do with their neighbours: the loss that a weight is expected to cost counts on those beside it making
 * up for it, and when it goes, they do (E. Kurtic et al., "The optimal BERT surgeon", EMNLP 2022; B. Hassibi, D. Stork, "Second order
 * derivatives for network pruning: optimal brain surgeon", NIPS 1992).
 *
 * The Fisher matrix is taken as blocks along its diagonal, of neighbouring weights of a row of memory, and their inverses are kept, each
 * gradient changing them by the formula of Sherman and Morrison, so that no matrix is ever inverted.
 */
import { ConfigError } from '@bertsmith/tensor';
import { requirePositive } from './require-positive.js';
import { scoreEach } from './score-each.js';
import { solvePositiveDefinite } from './solve-positive-definite.js';
import type { ScoredMatrix, WeightCriterion } from './weight-criterion.js';

/** How {@link optimalBertSurgeon} estimates. */
export interface OptimalBertSurgeonOptions {
  /**
   * Weights of a block, 1 to 256. Each weight takes as many numbers of memory: 10.6 million weights with blocks of 16 take 680 MB. Default 16; the
   * paper has 50.
   */
  readonly blockSize?: number;
  /** What is added to the diagonal of the sum over all gradients, above 0. Default 1e-4: the paper's 1e-7 for each of about 1000 gradients. */
  readonly dampening?: number;
}

/** A block in the list of a matrix. */
interface Block {
  /** Its first weight, and how many there are. */
  readonly from: number;
  readonly size: number;
}

/**
 * `w^2 / (2 [F^-1]_ww)`, with the inverse of the block's Fisher matrix; what stays of a block moves by `-F^-1 E (E^T F^-1 E)^-1 w` over the
 * weights that go. The same formulas as the paper's (equations 2 and 3, with m gradients), with the whole block's update at once.
 *
 * Give it small batches, some hundreds of them: the more gradients, the better the blocks.
 *
 * @throws ConfigError when an option is out of range
 */
export function optimalBertSurgeon(options: OptimalBertSurgeonOptions = {}): WeightCriterion {
  const { blockSize = 16, dampening = 1e-4 } = options;
  checkOptions(blockSize, dampening);
  return {
    specificationVersion: 'v1',
    name: 'obert',
    settings: { blockSize, dampening },
    needs: 'gradients',
    statisticsPerWeight: blockSize,
    observe(matrix, gradient) {
      if (matrix.observations === 0) fillDiagonal(matrix.statistics, blockSize, 1 / dampening);
      const room = new Float64Array(blockSize);
      for (const block of blocksOf(matrix, blockSize))
        addGradient(matrix.statistics, { block, blockSize, gradient, room });
    },
    score: ({ weights, statistics, observations }) =>
      scoreEach(weights.length, (index) => {
        const weight = weights[index] as number;
        const inverse = statistics[index * blockSize + (index % blockSize)] as number;
        return weight === 0 ? 0 : weight ** 2 / (2 * inverse * Math.max(1, observations));
      }),
    compensate(matrix, isKept) {
      for (const block of blocksOf(matrix, blockSize)) compensateBlock(matrix, { block, blockSize, isKept });
    },
  };
}

function* blocksOf({ weights }: ScoredMatrix, blockSize: number): Generator<Block> {
  for (let from = 0; from < weights.length; from += blockSize) {
    yield { from, size: Math.min(blockSize, weights.length - from) };
  }
}

/** Row i of a block's inverse begins at `(from + i) * blockSize`. */
function fillDiagonal(inverses: Float32Array, blockSize: number, value: number): void {
  for (let row = 0; row * blockSize < inverses.length; row++) inverses[row * blockSize + (row % blockSize)] = value;
}

interface GradientOfBlock {
  readonly block: Block;
  readonly blockSize: number;
  readonly gradient: Float32Array;
  /** float64 [blockSize], to compute in. */
  readonly room: Float64Array;
}

/** A <- A - (A g) (A g)^T / (1 + g^T A g). */
function addGradient(inverses: Float32Array, { block, blockSize, gradient, room }: GradientOfBlock): void {
  const { from, size } = block;
  let scale = 1;
  for (let row = 0; row < size; row++) {
    let sum = 0;
    for (let column = 0; column < size; column++) {
      sum += (inverses[(from + row) * blockSize + column] as number) * (gradient[from + column] as number);
    }
    room[row] = sum;
    scale += sum * (gradient[from + row] as number);
  }
  for (let row = 0; row < size; row++) {
    const factor = (room[row] as number) / scale;
    const start = (from + row) * blockSize;
    for (let column = 0; column < size; column++) {
      inverses[start + column] = (inverses[start + column] as number) - factor * (room[column] as number);
    }
  }
}

interface MaskedBlock {
  readonly block: Block;
  readonly blockSize: number;
  readonly isKept: (index: number) => boolean;
}

function compensateBlock({ weights, statistics }: ScoredMatrix, { block, blockSize, isKept }: MaskedBlock): void {
  const { from, size } = block;
  const all = Array.from({ length: size }, (_, index) => index);
  const gone = all.filter((index) => !isKept(from + index) && weights[from + index] !== 0);
  const left = all.filter((index) => isKept(from + index));
  if (gone.length === 0 || left.length === 0) return;
  const inverse = (row: number, column: number) => statistics[(from + row) * blockSize + column] as number;
  const matrix = gone.map((row) => gone.map((column) => inverse(row, column)));
  const solution = solvePositiveDefinite(
    matrix,
    gone.map((index) => weights[from + index] as number),
  );
  for (const row of left) {
    const change = gone.reduce((sum, column, index) => sum + inverse(row, column) * (solution[index] as number), 0);
    weights[from + row] = (weights[from + row] as number) - change;
  }
}

function checkOptions(blockSize: number, dampening: number): void {
  if (!Number.isInteger(blockSize) || blockSize < 1 || blockSize > 256) {
    const message = `optimal BERT surgeon: blockSize is ${blockSize}, expected a whole number from 1 to 256`;
    throw new ConfigError(message, { blockSize });
  }
  requirePositive('optimal BERT surgeon', 'dampening', dampening);
}
