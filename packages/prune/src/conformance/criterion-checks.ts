/** What is checked of a criterion, each check a function that gives sentences. */
import { isDeepStrictEqual } from 'node:util';
import { ConfigError } from '@bertsmith/tensor';
import { checkCriterion } from '../weights/criteria/observed-matrices.js';
import type { ScoredMatrix, WeightCriterion } from '../weights/criteria/weight-criterion.js';
import type { WeightMask } from '../weights/masks/weight-mask.js';
import { selectWeights } from '../weights/selection/select-weights.js';
import { identityViolations } from './run-checks.js';
import { observedMatrix, scoredMatrix, TRIAL_MATRICES, type TrialMatrix, trialMask } from './trial-matrices.js';

/** Makes a fresh criterion at every call. */
export type CreateCriterion = () => WeightCriterion;

const SPARSITIES = [0, 0.3, 0.5, 0.9];

/** It says what it is, and the function makes a new one at every call. */
export function checkContract(create: CreateCriterion): string[] {
  const identity = identityViolations(create);
  try {
    checkCriterion(create());
    if (isDeepStrictEqual(create().settings, create().settings)) return identity;
    return ['it has other settings the next time', ...identity];
  } catch (error) {
    if (!ConfigError.isInstance(error)) throw error;
    return [error.message, ...identity];
  }
}

/** A number for each weight, whatever the weights. */
export function checkScores(create: CreateCriterion): string[] {
  return forEachTrial((trial) => {
    const criterion = create();
    const scores = criterion.score(observedMatrix(trial, criterion));
    if (!(scores instanceof Float32Array)) return 'it does not score with a Float32Array';
    if (scores.length !== trial.weights.length)
      return `it has ${scores.length} scores for ${trial.weights.length} weights`;
    const index = scores.findIndex(Number.isNaN);
    return index < 0 ? undefined : `the score of weight ${index} is not a number`;
  });
}

/** The same weights and gradients, the same scores, bit for bit: from another one of the same kind, and when it is asked again. */
export function checkSameInput(create: CreateCriterion): string[] {
  return forEachTrial((trial) => {
    const [criterion, other] = [create(), create()];
    const matrix = observedMatrix(trial, criterion);
    const scores = criterion.score(matrix).slice();
    if (!isSame(other.score(observedMatrix(trial, other)), scores)) return 'another one of it scores otherwise';
    return isSame(criterion.score(matrix), scores) ? undefined : 'it scores otherwise when it is asked again';
  });
}

/** What it learned is in `statistics`, where checkpoints save it: one that has seen nothing scores the same with them. */
export function checkStatistics(create: CreateCriterion): string[] {
  return forEachTrial((trial) => {
    const worked = create();
    const matrix = observedMatrix(trial, worked);
    const expected = worked.score(matrix).slice();
    return isSame(create().score(matrix), expected) ? undefined : 'it remembers what is not in `statistics`';
  });
}

/** Weights and gradients are not its own, and scoring learns nothing. */
export function checkInputs(create: CreateCriterion): string[] {
  return forEachTrial((trial) => {
    const criterion = create();
    const matrix = scoredMatrix(trial, criterion);
    const gradient = (trial.gradients[0] as Float32Array).slice();
    if (criterion.needs !== 'weights') criterion.observe?.(matrix, gradient);
    if (!isSame(gradient, trial.gradients[0])) return '`observe` changes the gradient';
    if (!isSame(matrix.weights, trial.weights)) return '`observe` changes the weights';
    const statistics = matrix.statistics.slice();
    const isObserved = criterion.needs !== 'weights';
    criterion.score({ ...matrix, observations: Number(isObserved) });
    if (!isSame(matrix.weights, trial.weights)) return '`score` changes the weights';
    return isSame(matrix.statistics, statistics) ? undefined : '`score` changes the statistics';
  });
}

/** Of what stays it makes finite numbers, and leaves what goes alone. */
export function checkCompensation(create: CreateCriterion): string[] {
  return forEachTrial((trial) => {
    const criterion = create();
    const matrix = observedMatrix(trial, criterion);
    const statistics = matrix.statistics.slice();
    criterion.compensate?.(matrix, isKept);
    const weights = [...matrix.weights.entries()];
    if (weights.some(([index, weight]) => !isKept(index) && weight !== trial.weights[index])) {
      return '`compensate` changes weights that go';
    }
    if (weights.some(([, weight]) => !Number.isFinite(weight))) return '`compensate` makes weights that are not finite';
    return isSame(matrix.statistics, statistics) ? undefined : '`compensate` changes the statistics';
  });
}

/** With its scores masks keep their promise: as many zeros as asked for, the lowest scores, of equal ones the first. */
export function checkSelection(create: CreateCriterion): string[] {
  return forEachTrial((trial) => {
    const criterion = create();
    const scores = criterion.score(observedMatrix(trial, criterion));
    const mask = trialMask(trial);
    return SPARSITIES.map((sparsity) => {
      selectWeights(mask, [scores], { sparsity });
      return selectionProblem(mask, scores, sparsity);
    }).find((problem) => problem !== undefined);
  });
}

function isKept(index: number): boolean {
  return index % 3 !== 0;
}

function selectionProblem(mask: WeightMask, scores: Float32Array, sparsity: number): string | undefined {
  const expected = Math.round(sparsity * scores.length);
  if (mask.zeros(0) !== expected) return `at ${sparsity} there are ${mask.zeros(0)} zeros, not ${expected}`;
  const all = [...scores.keys()].sort((a, b) => compare(scores[a] as number, scores[b] as number) || a - b);
  const wrong = all.slice(0, expected).find((index) => mask.isKept(0, index));
  return wrong === undefined ? undefined : `at ${sparsity} weight ${wrong} stays, which is among the lowest`;
}

function compare(a: number, b: number): number {
  return a < b ? -1 : Number(a > b);
}

/** Sentences that say of which matrix. */
function forEachTrial(problemOf: (trial: TrialMatrix) => string | undefined): string[] {
  return TRIAL_MATRICES.flatMap((trial) => {
    const problem = problemOf(trial);
    return problem === undefined ? [] : [`of ${trial.name}: ${problem}`];
  });
}

export function isSame(a: ScoredMatrix['weights'] | undefined, b: ScoredMatrix['weights'] | undefined): boolean {
  if (a === undefined || b === undefined || a.length !== b.length) return false;
  const [left, right] = [a, b].map((each) => Buffer.from(each.buffer, each.byteOffset, each.byteLength));
  return (left as Buffer).equals(right as Buffer);
}
