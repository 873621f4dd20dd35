import { type Shape, sameShape } from '@bertsmith/tensor';
import { attributeHash, attributeText } from './attribute-text.js';
import type { Graph } from './graph.js';
import type { Node } from './node.js';
import { formatValueType, type Value } from './value.js';

/**
 * A graph as text, one node a line: `%3: float32[batch, 768] = MatMul %1 %2 transposeB=true`.
 *
 * Two graphs with the same text compute the same thing, so that snapshots show what a change did. Long constants are printed
 * as their length and a hash of their bytes.
 */
export function formatGraph(graph: Graph): string {
  const numbers = new Map<Value, number>();
  for (const node of graph.nodes) for (const output of node.outputs) numbers.set(output, numbers.size);
  const lines = graph.nodes.map((node) => formatNode(node, numbers));
  for (const [name, value] of graph.outputs) lines.push(`return ${name} = %${numbers.get(value)}`);
  return `${lines.join('\n')}\n`;
}

function formatNode(node: Node, numbers: ReadonlyMap<Value, number>): string {
  const outputs = node.outputs.map((output) => `%${numbers.get(output)}: ${formatValueType(output)}`);
  const inputs = node.inputs.map((input) => `%${numbers.get(input)}`);
  const attributes = Object.entries(node.attributes)
    .filter(([name, value]) => !repeatsType(node, name, value))
    .map(([name, value]) => `${name}=${formatAttribute(value)}`);
  return `${outputs.join(', ')} = ${[node.op.name, ...inputs, ...attributes].join(' ')}`;
}

/** Whether an attribute says no more than the type of the output, which is printed anyway. */
function repeatsType({ outputs }: Node, name: string, value: unknown): boolean {
  const [type] = outputs;
  if (outputs.length !== 1 || type === undefined) return false;
  return (name === 'dtype' && value === type.dtype) || (name === 'shape' && sameShape(value as Shape, type.shape));
}

/** More elements than this are counted and hashed, not printed. */
const PRINTED_ELEMENTS = 8;

function formatAttribute(value: unknown): string {
  if (!ArrayBuffer.isView(value)) return attributeText(value);
  const elements = Array.from(value as unknown as ArrayLike<number | bigint>, formatNumber);
  return elements.length > PRINTED_ELEMENTS
    ? `(${elements.length} elements, hash ${attributeHash(value)})`
    : `[${elements.join(',')}]`;
}

function formatNumber(element: number | bigint): string {
  return Object.is(element, -0) ? '-0' : String(element);
}
