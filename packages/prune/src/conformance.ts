/** What the author of a criterion runs to know that theirs behaves; see `criterionViolations` and `unitCriterionViolations`. */
export { criterionKernelViolations } from './conformance/criterion-kernel-violations.js';
export {
  CRITERION_CHECKS,
  type CriterionCheckName,
  type CriterionConformanceOptions,
  criterionViolations,
} from './conformance/criterion-violations.js';
export {
  UNIT_CRITERION_CHECKS,
  type UnitCriterionCheckName,
  type UnitCriterionConformanceOptions,
  unitCriterionViolations,
} from './conformance/unit-criterion-violations.js';
