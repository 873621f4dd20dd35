/**
 * Keeps what the backward pass reads of the forward pass as float16: half of the memory.
 *
 * The forward pass computes with what it computed; the backward pass reads the numbers rounded, widened again just before they are needed. The narrow copy
 * is made right behind the value, and the rest of the forward pass waits for it: a runtime would otherwise make it when the backward pass asks, and keep the
 * wide value until then.
 */
import {
  cast,
  createGraph,
  createNode,
  type Graph,
  isInputNode,
  isParameterNode,
  type Node,
  topologicalOrder,
  type Value,
  waitFor,
} from '@bertsmith/graph';
import { mostRows, rowsOf } from '../policy/token-rows.js';

/** See the top of the file. Outputs keep their names and dtypes. */
export function storeActivations(graph: Graph): Graph {
  const forward = forwardNodes(graph);
  const stored = storedValues(graph, forward);
  const rewritten = new Map<Value, Value>();
  const narrow = new Map<Value, Value>();
  for (const node of graph.nodes) {
    const isForward = forward.has(node);
    const inputs = node.inputs.map((input) => {
      const copy = narrow.get(input);
      const current = rewritten.get(input) ?? input;
      if (copy === undefined) return current;
      return isForward ? waitFor(current as Value<'float32'>, [copy]) : cast(copy, 'float32');
    });
    const isSame = inputs.every((input, index) => input === node.inputs[index]);
    const { outputs } = isSame ? node : createNode(node.op, inputs, node.attributes);
    for (const [index, output] of node.outputs.entries()) {
      rewritten.set(output, outputs[index] as Value);
      if (stored.has(output)) narrow.set(output, cast(outputs[index] as Value, 'float16'));
    }
  }
  return createGraph(new Map([...graph.outputs].map(([name, value]) => [name, rewritten.get(value) as Value])));
}

/** What the loss is computed by. */
function forwardNodes(graph: Graph): ReadonlySet<Node> {
  return new Set(topologicalOrder([graph.outputs.get('loss') as Value]));
}

/** Activations that both passes read. */
function storedValues(graph: Graph, forward: ReadonlySet<Node>): ReadonlySet<Value> {
  const read = { forward: new Set<Value>(), backward: new Set<Value>() };
  for (const node of graph.nodes)
    for (const each of node.inputs) read[forward.has(node) ? 'forward' : 'backward'].add(each);
  const isOfTokens = tokenValues(graph, forward);
  return new Set(
    [...read.backward].filter((value) => read.forward.has(value) && isComputed(value, forward) && isOfTokens(value)),
  );
}

function isComputed({ node, dtype }: Value, forward: ReadonlySet<Node>): boolean {
  return forward.has(node) && dtype === 'float32' && !isInputNode(node) && !isParameterNode(node) && !node.op.isView;
}

/** Values with a number for each token or more: by the name of the dimension, or, where it is a number, by as many rows as a product of a matrix has. */
function tokenValues(graph: Graph, forward: ReadonlySet<Node>): (value: Value) => boolean {
  const tokenRows = mostRows([...forward].filter(isProductOfMatrix));
  const varying = new Set<Node>();
  for (const node of graph.nodes) {
    if (isInputNode(node) || node.inputs.some((each) => varying.has(each.node))) varying.add(node);
  }
  return ({ node, shape }) => {
    const isNamed = shape.some((dimension) => String(dimension).includes('sequence'));
    return isNamed || (varying.has(node) && rowsOf(shape) >= tokenRows);
  };
}

/** Of 8-bit numbers or others; the products of attention are of more dimensions. */
function isProductOfMatrix({ op, inputs }: Node): boolean {
  return op.name.endsWith('MatMul') && inputs[0]?.shape.length === 2;
}
