import type { DType } from '@bertsmith/tensor';
import { readNumbers, storeNumbers } from '../../interpreter/storage-numbers.js';
import type { ConstantData } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { isConstantNode } from './source-nodes.js';
import { constant } from './source-op.js';

/** A constant without dimensions, rounded to its dtype. */
export function scalar<D extends DType>(dtype: D, number: number): Value<D, readonly []> {
  return constant(dtype, [], storeNumbers(dtype, [number]));
}

/** The number that a scalar constant is, decoded from its dtype's storage; undefined of any other value. */
export function scalarNumber({ node, shape }: Value): number | undefined {
  if (!isConstantNode(node) || shape.length > 0) return undefined;
  const { dtype, data } = node.attributes as unknown as ConstantData;
  return readNumbers(dtype, data)[0];
}
