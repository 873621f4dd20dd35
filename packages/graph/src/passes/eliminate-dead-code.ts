import { createGraph } from '../ir/graph.js';
import type { Pass } from '../rewrite/pass.js';

/** Leaves out what no output needs. */
export const eliminateDeadCode: Pass = { name: 'eliminate-dead-code', run: (graph) => createGraph(graph.outputs) };
