export { type PolicyConformanceOptions, policyViolations } from './conformance/policy-violations.js';
