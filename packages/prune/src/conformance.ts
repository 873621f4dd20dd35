/** What the author of a criterion runs to know that theirs behaves; see `criterionViolations`. */
export {
  CRITERION_CHECKS,
  type CriterionCheckName,
  type CriterionConformanceOptions,
  criterionViolations,
} from './conformance/criterion-violations.js';
