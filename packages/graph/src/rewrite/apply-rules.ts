import { ConfigError } from '@bertsmith/tensor';
import type { Graph } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import type { Value } from '../ir/value.js';
import { matchNode } from './pattern.js';
import { rebuildGraph } from './rebuild-graph.js';
import type { RewriteRule } from './rule.js';

/** Rules that undo each other would never end; real graphs settle within a few sweeps. */
const MAXIMUM_SWEEPS = 100;

/**
 * Applies rules wherever they match, again and again, until none does.
 *
 * @throws ConfigError when it does not come to an end
 */
export function applyRules(graph: Graph, rules: readonly RewriteRule[]): Graph {
  let current = graph;
  for (let sweep = 0; sweep < MAXIMUM_SWEEPS; sweep++) {
    const { graph: next, rewrites } = sweepOnce(current, rules);
    if (rewrites === 0) return next;
    current = next;
  }
  const names = rules.map((rule) => rule.name).join(', ');
  throw new ConfigError(`rewriting did not settle after ${MAXIMUM_SWEEPS} sweeps of: ${names}`, { rules: names });
}

function sweepOnce(graph: Graph, rules: readonly RewriteRule[]): { graph: Graph; rewrites: number } {
  const counts = new Map(countUses(graph));
  let rewrites = 0;
  const next = rebuildGraph(graph, (node, original) => {
    for (const [index, output] of node.outputs.entries()) {
      counts.set(output, counts.get(original.outputs[index] as Value) ?? 0);
    }
    const replacement = firstReplacement(node, rules, counts);
    if (replacement !== undefined) rewrites++;
    return replacement;
  });
  return { graph: next, rewrites };
}

function firstReplacement(
  node: Node,
  rules: readonly RewriteRule[],
  counts: ReadonlyMap<Value, number>,
): readonly Value[] | undefined {
  for (const rule of rules) {
    const match = matchNode(rule.pattern, node);
    const replacement =
      match &&
      rule.replace({
        node,
        value: (name) => match.values.get(name) as Value,
        captured: (name) => match.nodes.get(name) as Node,
        useCount: (value) => counts.get(value) ?? 0,
      });
    if (replacement !== undefined) return replacement;
  }
  return undefined;
}

/** How many inputs and outputs of the graph each value feeds. */
export function countUses(graph: Graph): ReadonlyMap<Value, number> {
  const counts = new Map<Value, number>();
  const count = (value: Value) => counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const node of graph.nodes) for (const input of node.inputs) count(input);
  for (const output of graph.outputs.values()) count(output);
  return counts;
}
