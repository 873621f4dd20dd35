/** The backward pass of a step graph, by the segments of the forward pass that it needs again. */
import type { Graph } from '../ir/graph.js';
import type { Node } from '../ir/node.js';
import type { Value } from '../ir/value.js';
import { backwardNodes } from './backward-nodes.js';
import type { ForwardSegments } from './forward-segments.js';

/** See the top of the file. */
export interface BackwardPhases {
  /** All nodes of the backward pass, each after what it depends on, and the later segments' before the earlier ones'. */
  readonly nodes: readonly Node[];
  /** What comes into the phase of each segment from those before it: the gradients of what the segment gives. */
  readonly incoming: readonly (readonly Value[])[];
}

/**
 * A node's phase is that of the earliest segment that it depends on. Gradients flow from later segments to earlier ones, so what a phase depends on
 * is of the same phase or of a later segment's.
 */
export function backwardPhases(graph: Graph, segments: ForwardSegments): BackwardPhases {
  const phases = new Map<Node, number>();
  const { nodes, computed } = backwardNodes(graph, segments);
  for (const node of nodes) {
    const ofInput = (input: Value) => segments.segmentOf(input) ?? phases.get(input.node) ?? Number.POSITIVE_INFINITY;
    phases.set(node, Math.min(...node.inputs.map(ofInput)));
  }
  const phaseOf = (node: Node) => phases.get(node) as number;
  const incoming = segments.nodes.map(() => new Set<Value>());
  for (const node of nodes) {
    for (const input of node.inputs) {
      if (computed.has(input.node) && phaseOf(input.node) > phaseOf(node)) incoming[phaseOf(node)]?.add(input);
    }
  }
  return {
    nodes: [...nodes].sort((a, b) => (phaseOf(a) === phaseOf(b) ? 0 : phaseOf(b) - phaseOf(a))),
    incoming: incoming.map((values) => [...values]),
  };
}
