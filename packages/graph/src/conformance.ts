/** Suites for authors of ops, passes and backends; see each function. */
export { checkGradient } from './conformance/check-gradient.js';
export { checkLowering } from './conformance/check-lowering.js';
export { checkPasses } from './conformance/check-passes.js';
export { buildExample, type ExampleGraph } from './conformance/example-graph.js';
export { type RandomGraph, randomGraph } from './conformance/random-graph.js';
