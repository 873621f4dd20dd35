import { SharedHeap } from '@bertsmith/tensor';
import { FlatKernels } from '@bertsmith/train';
import { copyToHeap } from '../weights/criteria/copy-to-heap.js';
import type { ScoredMatrix, WeightCriterion } from '../weights/criteria/weight-criterion.js';
import { type CreateCriterion, checkContract, isSame } from './criterion-checks.js';
import { endedIn } from './run-checks.js';
import { observedMatrix, scoredMatrix, TRIAL_MATRICES, type TrialMatrix } from './trial-matrices.js';

/** Of a number, and beside it: what float32 may round otherwise in some steps, also where terms cancel each other. */
const [RELATIVE_TOLERANCE, ABSOLUTE_TOLERANCE] = [1e-3, 1e-12];

/**
 * Where a criterion breaks its contract, where its `observeAll` comes to other statistics than its `observe`, and where it changes what it looks at: a sentence each;
 * empty when it does none of it.
 *
 * @param create makes a fresh criterion at every call
 * @example
 * expect(await criterionKernelViolations(() => weightMovement())).toEqual([]);
 */
export async function criterionKernelViolations(create: CreateCriterion): Promise<string[]> {
  const violations = checkContract(create);
  if (violations.length > 0) return violations;
  if (create().observeAll === undefined) return ['it has no `observeAll`'];
  try {
    return await compareStatistics(create);
  } catch (error) {
    return endedIn(error);
  }
}

async function compareStatistics(create: CreateCriterion): Promise<string[]> {
  const criterion = create();
  const heap = new SharedHeap();
  using kernels = new FlatKernels(heap, { threads: 2 });
  const trials = TRIAL_MATRICES.map((trial) => ({ ...trial, matrix: matrixOnHeap(trial, criterion, heap) }));
  for (const observations of (trials[0] as TrialMatrix).gradients.keys()) {
    const shown = trials.map(({ matrix, gradients }) => {
      const gradient = copyToHeap(gradients[observations] as Float32Array, heap);
      return { ...matrix, observations, gradient };
    });
    await criterion.observeAll?.(shown, kernels);
    const changed = trials.find(({ gradients }, at) => !isSame(shown[at]?.gradient, gradients[observations]));
    if (changed !== undefined) return [`of ${changed.name}: \`observeAll\` changes the gradient`];
  }
  return trials.flatMap(({ matrix, ...trial }) => {
    if (!isSame(matrix.weights, trial.weights)) return [`of ${trial.name}: \`observeAll\` changes the weights`];
    const inLoops = observedMatrix(trial, create()).statistics;
    return matrix.statistics.every((number, index) => isNear(number, inLoops[index] as number))
      ? []
      : [`of ${trial.name}: \`observeAll\` comes to other statistics than \`observe\``];
  });
}

function matrixOnHeap(trial: TrialMatrix, criterion: WeightCriterion, heap: SharedHeap): ScoredMatrix {
  const matrix = scoredMatrix(trial, criterion);
  const [weights, statistics] = [copyToHeap(matrix.weights, heap), copyToHeap(matrix.statistics, heap)];
  return { ...matrix, weights, statistics };
}

function isNear(number: number, expected: number): boolean {
  return Math.abs(number - expected) <= RELATIVE_TOLERANCE * Math.abs(expected) + ABSOLUTE_TOLERANCE;
}
