/**
 * What every criterion for heads and units must do, as a function that its author runs, in any test framework and without a backend.
 */
import { checksToRun, endedIn, named, type SkippedChecks, skipViolations } from './run-checks.js';
import {
  type CreateUnitCriterion,
  checkModel,
  checkSameModel,
  checkUnitContract,
  checkUnitGradients,
  checkUnitOrder,
  checkUnitScores,
} from './unit-criterion-checks.js';

/** The checks by name, in the order in which they run. */
const CHECKS = {
  contract: checkUnitContract,
  scores: checkUnitScores,
  sameModel: checkSameModel,
  model: checkModel,
  gradients: checkUnitGradients,
  order: checkUnitOrder,
} satisfies Readonly<Record<string, (create: CreateUnitCriterion) => Promise<string[]>>>;

/** What can be skipped. */
export type UnitCriterionCheckName = keyof typeof CHECKS;

/** All of them. */
export const UNIT_CRITERION_CHECKS = Object.keys(CHECKS) as readonly UnitCriterionCheckName[];

/** What {@link unitCriterionViolations} is given beside the criterion. */
export interface UnitCriterionConformanceOptions {
  /** Checks that are left out, by name, each with the reason. */
  readonly skip?: SkippedChecks<UnitCriterionCheckName>;
}

/**
 * The ways in which a criterion for heads and units breaks its contract, a sentence each, beginning with the name of the check; empty when it keeps it.
 *
 * - `contract`: version, name, `needsGradients`, a criterion of its own at every call;
 * - `scores`: a finite float64 number for each head and unit that a model has now, also where some are gone, matrices are factorized, or all numbers are 0;
 * - `sameModel`: the same model and gradients, the same scores, bit for bit;
 * - `model`: it changes neither parameters nor configuration;
 * - `gradients`: it looks at gradients when it says so, and only then, and keeps none that the next batch overwrites;
 * - `order`: with its scores as many stay as asked for, of equal ones the first.
 *
 * It takes milliseconds, on models of two layers with gradients that are drawn; what a criterion is good for, only pruning shows. A criterion that is a training
 * plugin too (`unitMovement`) has no scores before it was trained: of it `pluginViolations` says more.
 *
 * @param create makes a fresh criterion at every call
 * @example
 * expect(await unitCriterionViolations(() => maskGradient())).toEqual([]);
 */
export async function unitCriterionViolations(
  create: CreateUnitCriterion,
  { skip = {} }: UnitCriterionConformanceOptions = {},
): Promise<string[]> {
  const violations = skipViolations(UNIT_CRITERION_CHECKS, skip);
  for (const name of checksToRun(UNIT_CRITERION_CHECKS, skip)) {
    violations.push(...named(name, await CHECKS[name](create).catch(endedIn)));
  }
  return violations;
}
