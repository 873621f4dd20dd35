/** Where a graph multiplies by its weights, or looks up their rows: what can be computed with quantized ones instead. */
import { type Graph, isParameterNode, type MatMulAttributes, type Node, type Value } from '@bertsmith/graph';
import type { WeightKind } from '../schemes/quantization-scheme.js';

/** A node that reads a weight. */
export interface FoundUse {
  readonly node: Node;
  readonly kind: WeightKind;
  /** The name of the parameter. */
  readonly weight: string;
  /** The whole parameter, `[rows, columns]`. */
  readonly value: Value;
  /** What is multiplied, or the rows that are looked up. */
  readonly x: Value;
  /** Where only some rows are used: the sizes into which they are split, and which of the pieces this is. */
  readonly piece?: { readonly sizes: readonly number[]; readonly index: number };
}

/** The use that a node is; undefined of all others. */
export function useOf(node: Node): FoundUse | undefined {
  if (node.op.name === 'MatMul') return productOf(node);
  if (node.op.name !== 'Gather') return undefined;
  const [table, x] = node.inputs as [Value, Value];
  return isFloatMatrix(table) ? { node, kind: 'table', weight: nameOf(table), value: table, x } : undefined;
}

/** All of a graph, in its order. */
export function findUses({ nodes }: Graph): readonly FoundUse[] {
  return nodes.flatMap((node) => useOf(node) ?? []);
}

/** `x W^T` with the whole matrix, or with rows of it that a split gives. */
function productOf(node: Node): FoundUse | undefined {
  const { transposeA, transposeB, alpha } = node.attributes as unknown as MatMulAttributes;
  const [x, right] = node.inputs as [Value, Value];
  if (transposeA || !transposeB || alpha !== 1 || x.shape.length !== 2) return undefined;
  const found = { node, kind: 'matrix', x } as const;
  if (isFloatMatrix(right)) return { ...found, weight: nameOf(right), value: right };
  const { op, inputs, attributes } = right.node;
  const [whole] = inputs;
  if (op.name !== 'Split' || attributes.axis !== 0 || whole === undefined || !isFloatMatrix(whole)) return undefined;
  const piece = { sizes: attributes.sizes as readonly number[], index: right.outputIndex };
  return { ...found, weight: nameOf(whole), value: whole, piece };
}

function isFloatMatrix({ node, dtype, shape }: Value): boolean {
  return isParameterNode(node) && dtype === 'float32' && shape.length === 2;
}

function nameOf({ node }: Value): string {
  return node.attributes.name as string;
}
