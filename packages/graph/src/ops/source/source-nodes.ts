/** Recognising the nodes that nothing flows into, by the names of their ops. */
import type { Node } from '../../ir/node.js';

export const INPUT = 'Input';
export const PARAMETER = 'Parameter';
export const CONSTANT = 'Constant';

/** A value that is fed at every run. */
export function isInputNode(node: Node): boolean {
  return node.op.name === INPUT;
}

/** A value that lives in the model's arena. */
export function isParameterNode(node: Node): boolean {
  return node.op.name === PARAMETER;
}

/** A value that is part of the graph. */
export function isConstantNode(node: Node): boolean {
  return node.op.name === CONSTANT;
}
