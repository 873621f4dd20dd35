/**
 * Gradient checkpointing (Chen et al. 2016, "Training deep nets with sublinear memory cost") as a rewrite of a step graph.
 *
 * The backward pass reads what the forward pass computed, so all of that lies in memory until then. Here a few values are kept, and what lies
 * between them is computed once more when the backward pass comes to it: each segment of the forward pass gets a copy that begins with the kept value
 * before it, and the backward pass reads the copy.
 *
 * Two things would undo this. A pass that joins common subexpressions would find that the copy computes what the original does; and a runtime may run
 * the copy whenever its inputs are there, that is, right after the original. So the copy reads the kept values, and whatever else it reads, through
 * `waitFor` the gradient that comes into the segment: it cannot start before, and computes from other values than the original, with the same bits.
 */
import type { Graph } from '../ir/graph.js';
import { createGraph } from '../ir/graph.js';
import type { Value } from '../ir/value.js';
import { waitFor } from '../ops/layout/wait-for.js';
import { backwardPhases } from './backward-phases.js';
import { cutForward, type ForwardSegments } from './forward-segments.js';
import { replaceNode } from './replace-node.js';

/** How {@link recomputeSegments} finds the forward pass. */
export interface RecomputeOptions {
  /** The output that was differentiated. Default `'loss'`. */
  readonly loss?: string;
}

/**
 * A step graph that computes the same, bit for bit, in less memory: of the forward pass it keeps `kept`, and what comes after the last of them.
 *
 * @param graph with gradients, as {@link gradients} gives it; inputs, parameters and outputs stay as they are
 * @param kept values of the forward pass, best where all paths come together: then each is all that its segment gives to what follows
 * @throws ConfigError when there is no such loss, or it does not depend on one of the values
 * @example
 * const { graph } = gradients(createGraph({ loss }));
 * const smaller = recomputeSegments(graph, [hidden1, hidden2, hidden3]);
 */
export function recomputeSegments(graph: Graph, kept: readonly Value[], options: RecomputeOptions = {}): Graph {
  const segments = cutForward(graph, kept, options.loss ?? 'loss');
  const { nodes, incoming } = backwardPhases(graph, segments);
  const rewritten = new Map<Value, Value>();
  const current = (value: Value) => rewritten.get(value) ?? value;
  const copies = new Map<number, ReadonlyMap<Value, Value>>();
  const again = (value: Value, segment: number): Value => {
    const gradients = (incoming[segment] ?? []).map(current);
    // Nothing to wait for: a copy would be run with the original.
    if (gradients.length === 0) return value;
    const copy = copies.get(segment) ?? copySegment(segments, segment, gradients);
    copies.set(segment, copy);
    return copy.get(value) as Value;
  };
  for (const node of nodes) {
    const inputs = node.inputs.map((input) => {
      const segment = segments.segmentOf(input);
      return segment === undefined ? current(input) : again(input, segment);
    });
    replaceNode(node, inputs, rewritten);
  }
  return createGraph(new Map([...graph.outputs].map(([name, value]) => [name, current(value)])));
}

/** The values of a segment as they are computed once more. What of them is not needed, no output will depend on. */
function copySegment(
  segments: ForwardSegments,
  segment: number,
  gradients: readonly Value[],
): ReadonlyMap<Value, Value> {
  const copies = new Map<Value, Value>();
  const copyOf = (input: Value): Value => {
    const copy = copies.get(input) ?? (segments.varies(input) ? waitFor(input, gradients) : input);
    copies.set(input, copy);
    return copy;
  };
  for (const node of segments.nodes[segment] ?? []) {
    if (node.inputs.some(segments.varies)) replaceNode(node, node.inputs.map(copyOf), copies);
  }
  return copies;
}
