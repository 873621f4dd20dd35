/** The forward pass of a step graph, cut into segments at the values that are kept. */
import { ConfigError } from '@bertsmith/tensor';
import type { Graph } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import { topologicalOrder } from '../ir/topological-order.js';
import { formatValueType, type Value } from '../ir/value.js';
import { isInputNode } from '../ops/source/source-nodes.js';

/** See the top of the file. */
export interface ForwardSegments {
  /** The nodes of each segment, in order. What comes after the last kept value is in none. */
  readonly nodes: readonly (readonly Node[])[];
  /** Whether the loss depends on a node. */
  isForward(node: Node): boolean;
  /** Whether a value is another at every run: what depends on parameters and constants alone is not. */
  varies(value: Value): boolean;
  /** The segment that has to run again to have a value once more; undefined for what is there anyway. */
  segmentOf(value: Value): number | undefined;
}

/**
 * Cuts at `kept`: each ends a segment, which has what it depends on and earlier ones do not. What a later segment reads of an earlier one is kept
 * too, whether it was named or not.
 *
 * @throws ConfigError when the graph has no such loss, or the loss does not depend on a value that is to be kept
 */
export function cutForward(graph: Graph, kept: readonly Value[], loss: string): ForwardSegments {
  const lossValue = graph.outputs.get(loss);
  if (lossValue === undefined) throw new ConfigError(`the graph has no output '${loss}'`, { loss });
  const order = topologicalOrder([lossValue]);
  const forward = new Set(order);
  for (const value of kept) requireForward(value, forward, loss);
  const cuts = order.flatMap(({ outputs }) => outputs.filter((output) => kept.includes(output)));
  const nodes = divide(cuts);
  const numbers = new Map(nodes.flatMap((members, number) => members.map((node) => [node, number] as const)));
  const present = new Set([...cuts, ...crossingValues(order, numbers)]);
  const varying = varyingNodes(order);
  return {
    nodes,
    isForward: (node) => forward.has(node),
    varies: ({ node }) => varying.has(node),
    segmentOf: (value) => {
      const isThere = present.has(value) || isInputNode(value.node) || !varying.has(value.node);
      return isThere ? undefined : numbers.get(value.node);
    },
  };
}

function requireForward(value: Value, forward: ReadonlySet<Node>, loss: string): void {
  if (forward.has(value.node)) return;
  const what = `${formatValueType(value)} of ${value.node.op.name}`;
  throw new ConfigError(`${what} cannot be kept for the backward pass: the output '${loss}' does not depend on it`, {
    loss,
  });
}

/** What each cut depends on and no earlier cut does. */
function divide(cuts: readonly Value[]): Node[][] {
  const done = new Set<Node>();
  return cuts.map((cut) => {
    const members = topologicalOrder([cut]).filter((node) => !done.has(node));
    for (const node of members) done.add(node);
    return members;
  });
}

/** What is read in a later segment than it is made in, or after all segments. */
function crossingValues(order: readonly Node[], numbers: ReadonlyMap<Node, number>): Value[] {
  const numberOf = (node: Node) => numbers.get(node) ?? Number.POSITIVE_INFINITY;
  return order.flatMap((node) => node.inputs.filter((input) => numberOf(input.node) < numberOf(node)));
}

function varyingNodes(order: readonly Node[]): ReadonlySet<Node> {
  const varying = new Set<Node>();
  for (const node of order) {
    if (isInputNode(node) || node.inputs.some((input) => varying.has(input.node))) varying.add(node);
  }
  return varying;
}
