import type { Graph, Node, Value } from '@bertsmith/graph';
import type { Tensor } from '@bertsmith/tensor';

/**
 * The parameters of a graph that a session reads where they are, at no cost, though they never change: rows of them are looked up and nothing else,
 * and they are on memory that the session's thread sees too.
 *
 * @param parameters a tensor for each
 */
export function tablesInPlace(graph: Graph, parameters: ReadonlyMap<string, Tensor>): ReadonlyMap<string, Value> {
  const others = new Set([...graph.outputs.values(), ...graph.nodes.flatMap(readOtherwise)]);
  const tables = new Set(graph.nodes.filter(isLookup).map(({ inputs }) => inputs[0]));
  const isTable = ([name, value]: readonly [string, Value]) =>
    tables.has(value) && !others.has(value) && isReadInPlace(parameters.get(name));
  return new Map([...graph.parameters].filter(isTable));
}

/** The runtime's binding for Node has no tensors of bfloat16, as inputs. */
function isReadInPlace(tensor: Tensor | undefined): boolean {
  return tensor !== undefined && tensor.dtype !== 'bfloat16' && tensor.data.buffer instanceof SharedArrayBuffer;
}

function isLookup({ op }: Node): boolean {
  return op.name === 'Gather';
}

/** Inputs that a node does not merely look up rows of. */
function readOtherwise(node: Node): readonly Value[] {
  return isLookup(node) ? node.inputs.slice(1) : node.inputs;
}
