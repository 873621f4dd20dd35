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

/** Activations that both passes read: a number for each token or more, float32. */
function storedValues(graph: Graph, forward: ReadonlySet<Node>): ReadonlySet<Value> {
  const read = { forward: new Set<Value>(), backward: new Set<Value>() };
  for (const node of graph.nodes)
    for (const each of node.inputs) read[forward.has(node) ? 'forward' : 'backward'].add(each);
  return new Set([...read.backward].filter((value) => read.forward.has(value) && isActivation(value, forward)));
}

function isActivation({ node, dtype, shape }: Value, forward: ReadonlySet<Node>): boolean {
  const isComputed = forward.has(node) && !isInputNode(node) && !isParameterNode(node) && !node.op.isView;
  return isComputed && dtype === 'float32' && shape.some((dimension) => String(dimension).includes('sequence'));
}
