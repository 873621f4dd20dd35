import {
  formatValueType,
  type Graph,
  isInputNode,
  isParameterNode,
  type Node,
  topologicalOrder,
  type Value,
} from '@bertsmith/graph';

/** Ops that say in which dtype the value before them is. */
const ROUNDS: readonly string[] = ['RoundTo', 'Cast'];

/**
 * A value of a step, for people: `MatMul of the forward pass, behind bert.pooler.dense.weight, rounded to float16, float32[batch, 384]`. Inputs, parameters
 * and outputs have names.
 */
export function describeValue(value: Value, graph: Graph): string {
  const { node } = value;
  const output = [...graph.outputs].find(([, each]) => each === value)?.[0];
  if (isSource(node)) return nameOf(node);
  if (output !== undefined) return output.replace(/^gradient:/, 'gradient of ');
  const isRounded = ROUNDS.includes(node.op.name);
  const computed = isRounded ? (node.inputs[0] as Value).node : node;
  const rounding = isRounded ? [`rounded to ${String(node.attributes.to)}`] : [];
  return [...describeNode(computed, graph), ...rounding, formatValueType(value)].join(', ');
}

function describeNode(node: Node, graph: Graph): string[] {
  if (isSource(node)) return [nameOf(node)];
  const forward = topologicalOrder([graph.outputs.get('loss') as Value]);
  return [`${node.op.name} of the ${forward.includes(node) ? 'forward' : 'backward'} pass`, ...behind(node)];
}

function isSource(node: Node): boolean {
  return isParameterNode(node) || isInputNode(node);
}

function nameOf({ attributes }: Node): string {
  return String(attributes.name);
}

/** The parameter that is the fewest nodes before a node. */
function behind(start: Node): string[] {
  const seen = new Set([start]);
  // Nodes that are found while the loop goes come at its end: the nearest first.
  for (const node of seen) {
    if (isParameterNode(node)) return [`behind ${nameOf(node)}`];
    for (const { node: before } of node.inputs) seen.add(before);
  }
  return [];
}
