/** For authors of schemes. */
export type { CreateScheme } from './conformance/scheme-checks.js';
export { type SchemeConformanceOptions, schemeViolations } from './conformance/scheme-violations.js';
