import { SharedHeap } from '@bertsmith/tensor';
import { FlatKernels } from '@bertsmith/train';
import type { MatrixWithGradient, WeightCriterion } from '../weights/criteria/weight-criterion.js';
import type { CreateCriterion } from './criterion-checks.js';
import { observedMatrix, scoredMatrix, TRIAL_MATRICES, type TrialMatrix } from './trial-matrices.js';

/** Of the largest number: what float32 may round otherwise in some steps. */
const TOLERANCE = 1e-5;

/**
 * Where the `observeAll` of a criterion comes to other statistics than its `observe`, or changes what it looks at: a sentence each; empty when it does neither.
 *
 * @param create makes a fresh criterion at every call
 * @example
 * expect(await criterionKernelViolations(() => weightMovement())).toEqual([]);
 */
export async function criterionKernelViolations(create: CreateCriterion): Promise<string[]> {
  const criterion = create();
  if (criterion.observeAll === undefined) return ['it has no `observeAll`'];
  const heap = new SharedHeap();
  using kernels = new FlatKernels(heap, { threads: 2 });
  const matrices = TRIAL_MATRICES.map((trial) => onHeap(heap, trial, criterion));
  for (const observations of (TRIAL_MATRICES[0] as TrialMatrix).gradients.keys()) {
    const shown = matrices.map((matrix, index) => {
      matrix.gradient.set(gradientOf(index, observations));
      return { ...matrix, observations };
    });
    await criterion.observeAll(shown, kernels);
    const changed = shown.findIndex(({ gradient }, index) => !isNear(gradient, gradientOf(index, observations), 0));
    if (changed >= 0) return [`of ${TRIAL_MATRICES[changed]?.name}: \`observeAll\` changes the gradient`];
  }
  return TRIAL_MATRICES.flatMap((trial, index) => {
    const { weights, statistics } = matrices[index] as MatrixWithGradient;
    if (!isNear(weights, trial.weights, 0)) return [`of ${trial.name}: \`observeAll\` changes the weights`];
    const inLoops = observedMatrix(trial, create()).statistics;
    return isNear(statistics, inLoops, TOLERANCE)
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

function isNear(numbers: Float32Array, expected: Float32Array, tolerance: number): boolean {
  const largest = expected.reduce((most, number) => Math.max(most, Math.abs(number)), 0);
  return numbers.every((number, index) => Math.abs(number - (expected[index] as number)) <= tolerance * largest);
}
