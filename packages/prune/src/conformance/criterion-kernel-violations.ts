import { SharedHeap } from '@bertsmith/tensor';
import { FlatKernels } from '@bertsmith/train';
import type { MatrixWithGradient, WeightCriterion } from '../weights/criteria/weight-criterion.js';
import { type CreateCriterion, checkContract, isSame } from './criterion-checks.js';
import { endedIn } from './run-checks.js';
import { observedMatrix, scoredMatrix, TRIAL_MATRICES, type TrialMatrix } from './trial-matrices.js';

/** Of a number, and beside it: what float32 may round otherwise in some steps, also where terms cancel each other. */
const [RELATIVE_TOLERANCE, ABSOLUTE_TOLERANCE] = [1e-3, 1e-12];

/**
 * Where a criterion breaks its contract, and where the `observeAll` comes to other statistics than its `observe`, or changes what it looks at: a sentence each; empty when it does neither.
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
  const matrices = TRIAL_MATRICES.map((trial) => onHeap(heap, trial, criterion));
  for (const observations of (TRIAL_MATRICES[0] as TrialMatrix).gradients.keys()) {
    const shown = matrices.map((matrix, index) => {
      matrix.gradient.set(gradientOf(index, observations));
      return { ...matrix, observations };
    });
    await criterion.observeAll?.(shown, kernels);
    const changed = shown.findIndex(({ gradient }, index) => !isSame(gradient, gradientOf(index, observations)));
    if (changed >= 0) return [`of ${TRIAL_MATRICES[changed]?.name}: \`observeAll\` changes the gradient`];
  }
  return TRIAL_MATRICES.flatMap((trial, index) => {
    const { weights, statistics } = matrices[index] as MatrixWithGradient;
    if (!isSame(weights, trial.weights)) return [`of ${trial.name}: \`observeAll\` changes the weights`];
    const inLoops = observedMatrix(trial, create()).statistics;
    return statistics.every((number, index) => isNear(number, inLoops[index] as number))
      ? []
      : [`of ${trial.name}: \`observeAll\` comes to other statistics than \`observe\``];
  });
}

function gradientOf(matrix: number, observation: number): Float32Array {
  return TRIAL_MATRICES[matrix]?.gradients[observation] as Float32Array;
}

function onHeap(heap: SharedHeap, trial: TrialMatrix, criterion: WeightCriterion): MatrixWithGradient {
  const matrix = scoredMatrix(trial, criterion);
  const copy = (numbers: Float32Array) => {
    const copied = heap.allocate('float32', numbers.length);
    copied.set(numbers);
    return copied;
  };
  const [weights, statistics] = [copy(matrix.weights), copy(matrix.statistics)];
  return { ...matrix, weights, statistics, gradient: copy(matrix.weights) };
}

function isNear(number: number, expected: number): boolean {
  return Math.abs(number - expected) <= RELATIVE_TOLERANCE * Math.abs(expected) + ABSOLUTE_TOLERANCE;
}
