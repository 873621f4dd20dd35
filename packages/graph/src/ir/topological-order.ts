import type { Node } from './node.js';
import type { Value } from './value.js';

/**
 * The nodes that `outputs` depend on, each after the nodes it depends on.
 *
 * The order is the same for the same graph: depth first, inputs from left to right. It is iterative, since a deep model's
 * graph is deeper than JavaScript's stack.
 */
export function topologicalOrder(outputs: Iterable<Value>): Node[] {
  return depthFirst(outputs, (node, count) => node.inputs[count]);
}

/**
 * The mirror image of {@link topologicalOrder}: from the last output to the first, inputs from right to left. A runtime that runs first what
 * is needed for the end of a file, and of two inputs the later one first, as onnxruntime does, runs this order in that of `topologicalOrder`.
 */
export function mirroredOrder(outputs: Iterable<Value>): Node[] {
  return depthFirst([...outputs].reverse(), (node, count) => node.inputs[node.inputs.length - 1 - count]);
}

/** @param nextInput the input to visit after `count` others */
type NextInput = (node: Node, count: number) => Value | undefined;

function depthFirst(outputs: Iterable<Value>, nextInput: NextInput): Node[] {
  const order: Node[] = [];
  const done = new Set<Node>();
  for (const output of outputs) visit(output.node, nextInput, done, order);
  return order;
}

function visit(root: Node, nextInput: NextInput, done: Set<Node>, order: Node[]): void {
  const stack = [{ node: root, visited: 0 }];
  if (done.has(root)) return;
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const input = nextInput(top.node, top.visited++);
    if (input === undefined) {
      stack.pop();
      if (!done.has(top.node)) order.push(top.node);
      done.add(top.node);
    } else if (!done.has(input.node)) {
      stack.push({ node: input.node, visited: 0 });
    }
  }
}
