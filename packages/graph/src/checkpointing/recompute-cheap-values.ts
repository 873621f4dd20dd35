/**
 * Computing what is cheap again, instead of keeping it for the backward pass: the output of an activation function whose operand the backward pass keeps
 * anyway. Of BERT that is the widest value of each layer, what gelu makes.
 *
 * As in {@link recomputeSegments}, a copy reads its operand through `waitFor` a gradient, so that it is neither joined with the original nor run with it.
 */
import { dimensionNames, elementCount, resolveShape } from '@bertsmith/tensor';
import { createGraph, type Graph } from '../ir/graph.js';
import { createNode, type Node } from '../ir/node.js';
import type { Value, ValueType } from '../ir/value.js';
import { waitFor } from '../ops/layout/wait-for.js';
import { backwardNodes } from './backward-nodes.js';
import { cutForward, type ForwardSegments } from './forward-segments.js';
import type { RecomputeOptions } from './recompute-segments.js';
import { replaceNode } from './replace-node.js';

/** Any size of a named dimension: what an op does for each element of its output does not hang on it. */
const SIZE = 8;
/** Activation functions stay below; gelu takes 25. */
const CHEAP_FLOPS_PER_ELEMENT = 32;

/**
 * A step graph that computes the same, bit for bit, in less memory: where the backward pass reads what a cheap op makes of one operand, and that
 * operand too, only the operand is kept.
 *
 * @param graph with gradients, as {@link gradients} gives it; inputs, parameters and outputs stay as they are
 * @throws ConfigError when there is no such loss
 * @example
 * const smaller = recomputeCheapValues(gradients(createGraph({ loss })).graph);
 */
export function recomputeCheapValues(graph: Graph, { loss = 'loss' }: RecomputeOptions = {}): Graph {
  const forward = cutForward(graph, [], loss);
  const { nodes, computed } = backwardNodes(graph, forward);
  const operands = cheapOperands(graph, forward, nodes);
  const rewritten = new Map<Value, Value>();
  const current = (value: Value) => rewritten.get(value) ?? value;
  for (const node of nodes) {
    const gradients = node.inputs.filter((input) => computed.has(input.node)).map(current);
    for (const input of node.inputs) {
      const operand = operands.get(input);
      if (operand !== undefined && gradients.length > 0) copyOnce(input, operand, gradients, rewritten);
    }
    replaceNode(node, node.inputs.map(current), rewritten);
  }
  return createGraph(new Map([...graph.outputs].map(([name, value]) => [name, current(value)])));
}

/** What may be computed again, with the operand that is kept for it. */
function cheapOperands(graph: Graph, forward: ForwardSegments, backward: readonly Node[]): ReadonlyMap<Value, Value> {
  const outputs = new Set(graph.outputs.values());
  const kept = new Set(backward.flatMap(({ inputs }) => inputs).filter(({ node }) => forward.isForward(node)));
  const operands = new Map<Value, Value>();
  for (const value of kept) {
    const [operand, ...others] = value.node.inputs;
    if (operand === undefined || others.length > 0 || outputs.has(value) || !forward.varies(operand)) continue;
    if (kept.has(operand) && !operands.has(operand) && isCheap(value, operand)) operands.set(value, operand);
  }
  return operands;
}

/** Whether an op that is no view makes as many elements as it reads, with little work for each. */
function isCheap(value: Value, operand: Value): boolean {
  const { op, inputs, outputs, attributes } = value.node;
  const isElementwise = outputs.length === 1 && elementCount(value.shape) === elementCount(operand.shape);
  if (op.isView || !isElementwise) return false;
  const { flops } = op.cost({ inputs: inputs.map(sized), outputs: outputs.map(sized), attributes });
  return flops <= CHEAP_FLOPS_PER_ELEMENT * sized(value).shape.reduce((product, size) => product * size, 1);
}

function sized({ dtype, shape }: ValueType) {
  const names = shape.flatMap((dimension) => dimensionNames(dimension));
  return { dtype, shape: resolveShape(shape, Object.fromEntries(names.map((name) => [name, SIZE]))) };
}

function copyOnce(value: Value, operand: Value, gradients: readonly Value[], rewritten: Map<Value, Value>): void {
  if (rewritten.has(value)) return;
  const { op, attributes } = value.node;
  const { outputs } = createNode(op, [waitFor(operand, gradients)], attributes);
  rewritten.set(value, outputs[0] as Value);
}
