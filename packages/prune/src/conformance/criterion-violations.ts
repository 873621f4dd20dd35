/**
 * What every criterion for weights must do, as a function that its author runs, in any test framework.
 */
import {
  type CreateCriterion,
  checkCompensation,
  checkContract,
  checkInputs,
  checkSameInput,
  checkScores,
  checkSelection,
  checkStatistics,
} from './criterion-checks.js';
import { checksToRun, endedIn, named, type SkippedChecks, skipViolations } from './run-checks.js';

/** The checks by name, in the order in which they run. */
const CHECKS = {
  contract: checkContract,
  scores: checkScores,
  sameInput: checkSameInput,
  statistics: checkStatistics,
  inputs: checkInputs,
  compensation: checkCompensation,
  selection: checkSelection,
} satisfies Readonly<Record<string, (create: CreateCriterion) => string[]>>;

/** What can be skipped. */
export type CriterionCheckName = keyof typeof CHECKS;

/** All of them. */
export const CRITERION_CHECKS = Object.keys(CHECKS) as readonly CriterionCheckName[];

/** What {@link criterionViolations} is given beside the criterion. */
export interface CriterionConformanceOptions {
  /** Checks that are left out, by name, each with the reason. */
  readonly skip?: SkippedChecks<CriterionCheckName>;
}

/**
 * The ways in which a criterion breaks its contract, a sentence each, beginning with the name of the check; empty when it keeps it.
 *
 * - `contract`: version, name, settings, what it needs, a criterion of its own at every call;
 * - `scores`: a float32 number for each weight of matrices of any size, of zeros and of equal weights too;
 * - `sameInput`: the same weights and gradients, the same scores, bit for bit;
 * - `statistics`: what it learned is in `statistics`, where checkpoints save it;
 * - `inputs`: it changes neither weights nor gradients, and scoring learns nothing;
 * - `compensation`: of what stays it makes finite numbers, and leaves what goes alone;
 * - `selection`: with its scores exactly as many weights go as asked for, of equal ones the first.
 *
 * It takes milliseconds, on matrices of up to 96 weights; what a criterion is good for, only training shows.
 *
 * @param create makes a fresh criterion at every call
 * @example
 * expect(criterionViolations(() => weightMagnitude())).toEqual([]);
 */
export function criterionViolations(
  create: CreateCriterion,
  { skip = {} }: CriterionConformanceOptions = {},
): string[] {
  const skips = skipViolations(CRITERION_CHECKS, skip);
  return [...skips, ...checksToRun(CRITERION_CHECKS, skip).flatMap((name) => named(name, run(name, create)))];
}

function run(name: CriterionCheckName, create: CreateCriterion): string[] {
  try {
    return CHECKS[name](create);
  } catch (error) {
    return endedIn(error);
  }
}
