import { ConfigError, sameShape } from '@bertsmith/tensor';
import type { Graph } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { formatValueType, type Value } from '../ir/value.js';
import { matchNode } from './pattern.js';
import { rebuildGraph } from './rebuild-graph.js';
import type { RewriteRule } from './rule.js';

/** Rules that undo each other would never end; real graphs settle within a few sweeps. */
const MAXIMUM_SWEEPS = 100;

/**
 * Applies rules wherever they match, again and again, until none does.
 *
 * @throws ConfigError when it does not come to an end, or when a replacement is of another type than what it replaces
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
    inheritUses(counts, original.outputs, node.outputs);
    const replacement = firstReplacement(node, rules, counts);
    if (replacement === undefined) return undefined;
    rewrites++;
    inheritUses(counts, original.outputs, replacement);
    return replacement;
  });
  return { graph: next, rewrites };
}

/** Gives new values the uses of those that they stand for. One that had uses already keeps them, and gains these. */
function inheritUses(counts: Map<Value, number>, originals: readonly Value[], values: readonly Value[]): void {
  for (const [index, original] of originals.entries()) {
    const value = values[index] as Value;
    if (value !== original) counts.set(value, (counts.get(value) ?? 0) + (counts.get(original) ?? 0));
  }
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
    if (replacement === undefined) continue;
    requireSameTypes(rule, node, replacement);
    return replacement;
  }
  return undefined;
}

function requireSameTypes(rule: RewriteRule, node: Node, replacement: readonly Value[]): void {
  const areSame = node.outputs.every(({ dtype, shape }, index) => {
    const value = replacement[index];
    return value !== undefined && value.dtype === dtype && sameShape(value.shape, shape);
  });
  if (areSame && replacement.length === node.outputs.length) return;
  const [before, after] = [node.outputs, replacement].map((values) => values.map(formatValueType).join(', '));
  throw new ConfigError(
    `rule '${rule.name}' replaces ${before} of ${node.op.name} by ${after}; the types must be the same`,
    {
      rule: rule.name,
    },
  );
}

/** How many inputs and outputs of the graph each value feeds. */
export function countUses(graph: Graph): ReadonlyMap<Value, number> {
  const counts = new Map<Value, number>();
  const count = (value: Value) => counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const node of graph.nodes) for (const input of node.inputs) count(input);
  for (const output of graph.outputs.values()) count(output);
  return counts;
}
