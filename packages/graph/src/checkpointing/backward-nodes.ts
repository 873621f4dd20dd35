import type { Graph } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import type { ForwardSegments } from './forward-segments.js';

/** What of a step graph the loss does not depend on. */
export interface BackwardNodes {
  /** Each after what it depends on. */
  readonly nodes: readonly Node[];
  /** Those of them that are others at every run: none can be had before the forward pass has begun. */
  readonly computed: ReadonlySet<Node>;
}

/** Finds the backward pass. */
export function backwardNodes(graph: Graph, { isForward, varies }: ForwardSegments): BackwardNodes {
  const nodes = graph.nodes.filter((node) => !isForward(node));
  const computed = new Set<Node>();
  for (const node of nodes) {
    if (node.inputs.some((input) => varies(input) || computed.has(input.node))) computed.add(node);
  }
  return { nodes, computed };
}
