/** Suites for authors of ops, passes and backends; see each function. */
export { checkGradient } from './conformance/check-gradient.js';
export { checkLowering } from './conformance/check-lowering.js';
export { checkPasses } from './conformance/check-passes.js';
export { checkRepeatable, type RepeatOptions } from './conformance/check-repeatable.js';
export { EMPTY_EXAMPLES } from './conformance/empty-examples.js';
export { buildExample, type ExampleGraph } from './conformance/example-graph.js';
export { LARGE_EXAMPLES } from './conformance/large-examples.js';
export { type RandomGraph, randomGraph } from './conformance/random-graph.js';
export { toTensor } from './conformance/to-tensor.js';
