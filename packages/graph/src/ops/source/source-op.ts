/** The ops that nothing flows into. */
import { type DType, type Shape, type Storage, tensor } from '@bertsmith/tensor';
import { ndArray } from '../../interpreter/nd-array.js';
import { readNumbers } from '../../interpreter/storage-numbers.js';
import { applyOp } from '../../ir/node.js';
import { type ConstantData, NOT_DIFFERENTIABLE, type OpDefinition } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { CONSTANT, INPUT, PARAMETER } from './source-nodes.js';

interface SourceAttributes {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
}

/** Inputs and parameters are bound by whoever runs the graph, so they never reach a lowering or an evaluation. */
function defineSource(name: string): OpDefinition<SourceAttributes> {
  const unreachable = (): never => {
    throw new TypeError(`${name} is bound from outside`);
  };
  return {
    specificationVersion: 'v1',
    name,
    inferTypes: ({ attributes: { dtype, shape } }) => [{ dtype, shape }],
    gradient: NOT_DIFFERENTIABLE,
    cost: () => ({ flops: 0, bytes: 0 }),
    toOnnx: unreachable,
    evaluate: unreachable,
    examples: [],
  };
}

export const inputOp = defineSource(INPUT);
export const parameterOp = defineSource(PARAMETER);

export const constantOp: OpDefinition<ConstantData> = {
  specificationVersion: 'v1',
  name: CONSTANT,
  // `tensor` checks that the data is of the dtype and as long as the shape says.
  inferTypes: ({ attributes: { dtype, shape, data } }) => [tensor(dtype, shape, data)],
  gradient: NOT_DIFFERENTIABLE,
  cost: () => ({ flops: 0, bytes: 0 }),
  toOnnx: ({ emitter, attributes: { dtype, shape, data } }) => [emitter.constant(dtype, shape, data)],
  evaluate: ({ attributes: { dtype, shape, data } }) => [ndArray(dtype, shape, readNumbers(dtype, data))],
  examples: [
    { title: 'vector', inputs: [], attributes: { dtype: 'float32', shape: [3], data: Float32Array.of(1, -2, 0.5) } },
  ],
};

/**
 * A value that is fed at every run. Named dimensions get their sizes from what is fed.
 *
 * @example
 * const inputIds = input('input_ids', 'int32', ['batch', 'sequence']);
 */
export function input<D extends DType, const S extends Shape>(name: string, dtype: D, shape: S): Value<D, S> {
  return applyOp(inputOp, [], { name, dtype, shape }) as Value<D, S>;
}

/** A value that lives outside the graph and is learned: a view of the model's arena. */
export function parameter<D extends DType, const S extends Shape>(name: string, dtype: D, shape: S): Value<D, S> {
  return applyOp(parameterOp, [], { name, dtype, shape }) as Value<D, S>;
}

/**
 * A value that is part of the graph.
 *
 * @throws ShapeError or DTypeError when the data does not have the elements that the dtype and the shape say
 */
export function constant<D extends DType, const S extends readonly number[]>(
  dtype: D,
  shape: S,
  data: Storage<NoInfer<D>>,
): Value<D, S> {
  return applyOp(constantOp, [], { dtype, shape, data } as ConstantData) as Value<D, S>;
}
