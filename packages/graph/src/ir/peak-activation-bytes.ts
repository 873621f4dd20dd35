/**
 * How much memory a graph's values take while it runs: each is there from the node that makes it to the last node that reads it. The nodes run one
 * after another in the graph's order.
 *
 * What the caller keeps is not counted: inputs, parameters, constants and outputs. A view takes no memory, and keeps what it is a view of. No op is
 * taken to write over its input, nor to need memory of its own, so a runtime may take somewhat less or more.
 */
import { type DimensionSizes, resolveShape } from '@bertsmith/tensor';
import { sizeBytes } from '../ops/op-cost.js';
import { isConstantNode, isInputNode, isParameterNode } from '../ops/source/source-nodes.js';
import type { Graph } from './graph.js';
import type { Node } from './node.js';
import type { Value } from './value.js';

/**
 * The bytes of the values that are there at once, at the worst moment of a run.
 *
 * @param sizes of the graph's named dimensions
 * @example
 * const bytes = peakActivationBytes(graph, { batch: 32, sequence: 128 });
 */
export function peakActivationBytes(graph: Graph, sizes: DimensionSizes): number {
  const { made, freed } = lifetimes(graph);
  const sumBytes = (values: readonly Value[] = []) =>
    values.reduce((sum, { dtype, shape }) => sum + sizeBytes({ dtype, shape: resolveShape(shape, sizes) }), 0);
  let live = 0;
  let peak = 0;
  for (const node of graph.nodes) {
    live += sumBytes(made.get(node));
    peak = Math.max(peak, live);
    live -= sumBytes(freed.get(node));
  }
  return peak;
}

interface Lifetimes {
  /** What comes to be when a node runs. */
  readonly made: ReadonlyMap<Node, Value[]>;
  /** What nobody needs any more after it. */
  readonly freed: ReadonlyMap<Node, Value[]>;
}

function lifetimes(graph: Graph): Lifetimes {
  const lasting = new Set(graph.outputs.values());
  /** Whose memory each value is in, where it is not the caller's. */
  const owners = new Map<Value, Value>();
  const lastReaders = new Map<Value, Node>();
  for (const node of graph.nodes) {
    for (const input of node.inputs) {
      const owner = owners.get(input);
      if (owner !== undefined) lastReaders.set(owner, node);
    }
    if (isSource(node)) continue;
    for (const output of node.outputs) {
      const owner = node.op.isView ? owners.get(node.inputs[0] as Value) : output;
      if (owner === undefined || lasting.has(output)) continue;
      owners.set(output, owner);
      if (owner === output) lastReaders.set(owner, node);
    }
  }
  const owned = [...lastReaders.keys()];
  return {
    made: groupByNode(owned.map((value) => [value.node, value])),
    freed: groupByNode([...lastReaders].map(([value, node]) => [node, value])),
  };
}

function isSource(node: Node): boolean {
  return isInputNode(node) || isParameterNode(node) || isConstantNode(node);
}

function groupByNode(pairs: readonly (readonly [Node, Value])[]): ReadonlyMap<Node, Value[]> {
  const groups = new Map<Node, Value[]>();
  for (const [node, value] of pairs) groups.set(node, [...(groups.get(node) ?? []), value]);
  return groups;
}
