/** Suites for authors of ops and backends; see each function. */
export { checkGradient } from './conformance/check-gradient.js';
export { checkLowering } from './conformance/check-lowering.js';
export { buildExample, type ExampleGraph } from './conformance/example-graph.js';
