import type { AnyOp, OpDefinition } from './op-definition.js';
import { requireDimensions } from './require-dimensions.js';
import type { Value, ValueType } from './value.js';

/** One application of an op: frozen plain data. */
export interface Node {
  readonly op: AnyOp;
  readonly inputs: readonly Value[];
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly outputs: readonly Value[];
}

/**
 * Applies an op: runs its shape rule and returns the node with its outputs.
 *
 * @throws ShapeError or DTypeError, from the op's shape rule, when the inputs do not fit
 */
export function createNode<A extends object>(op: OpDefinition<A>, inputs: readonly Value[], attributes: A): Node {
  const outputs: Value[] = [];
  const node: Node = { op, inputs: Object.freeze([...inputs]), attributes: Object.freeze({ ...attributes }), outputs };
  for (const [outputIndex, type] of op.inferTypes({ inputs, attributes }).entries()) {
    requireDimensions(op.name, type.shape);
    outputs.push(freezeValue(node, outputIndex, type));
  }
  Object.freeze(outputs);
  return Object.freeze(node);
}

/** Applies an op of one output and returns that. */
export function applyOp<A extends object>(op: OpDefinition<A>, inputs: readonly Value[], attributes: A): Value {
  return createNode(op, inputs, attributes).outputs[0] as Value;
}

function freezeValue(node: Node, outputIndex: number, { dtype, shape }: ValueType): Value {
  return Object.freeze({ dtype, shape: Object.freeze([...shape]), node, outputIndex });
}
