import { ShapeError, sameShape } from '@bertsmith/tensor';
import type { Graph } from './graph.js';
import { formatValueType, type Value, type ValueType } from './value.js';

/**
 * Checks what every pass must keep true: each node comes after its inputs, its outputs have the types that its shape rule
 * gives, and every output is made by a node of the graph. Tests run it between passes.
 *
 * @throws ShapeError that names the first node where it is not so
 */
export function verifyGraph(graph: Graph): void {
  const seen = new Set<Value>();
  for (const node of graph.nodes) {
    for (const input of node.inputs) requireSeen(seen, input, `an input of ${node.op.name}`);
    const types = node.op.inferTypes({ inputs: node.inputs, attributes: node.attributes });
    if (types.length !== node.outputs.length) {
      throw new ShapeError(
        `the graph is inconsistent: ${node.op.name} makes ${types.length} outputs, the graph says ${node.outputs.length}`,
      );
    }
    for (const [index, output] of node.outputs.entries()) {
      requireSameType(node.op.name, output, types[index] as ValueType);
      seen.add(output);
    }
  }
  for (const [name, value] of graph.outputs) requireSeen(seen, value, `output '${name}'`);
}

function requireSeen(seen: ReadonlySet<Value>, value: Value, what: string): void {
  if (!seen.has(value)) throw new ShapeError(`the graph is out of order: ${what} is made by no node before it`);
}

function requireSameType(op: string, actual: ValueType, expected: ValueType): void {
  if (expected.dtype === actual.dtype && sameShape(expected.shape, actual.shape)) return;
  throw new ShapeError(
    `the graph is inconsistent: ${op} makes ${formatValueType(expected)}, the graph says ${formatValueType(actual)}`,
    { op },
  );
}
