import type { Graph } from '../ir/graph.js';
import { verifyGraph } from '../ir/verify-graph.js';
import { applyRules } from './apply-rules.js';
import type { RewriteRule } from './rule.js';

/** A named step of a compiler: rules that are applied until none matches, or a function of the whole graph. */
export type Pass =
  | { readonly name: string; readonly rules: readonly RewriteRule[] }
  | { readonly name: string; readonly run: (graph: Graph) => Graph };

/**
 * Applies passes one after another.
 *
 * @param verify checks the graph after each pass; tests do
 */
export function applyPasses(graph: Graph, passes: readonly Pass[], { verify = false } = {}): Graph {
  let current = graph;
  for (const pass of passes) {
    current = 'rules' in pass ? applyRules(current, pass.rules) : pass.run(current);
    if (verify) verifyGraph(current);
  }
  return current;
}
