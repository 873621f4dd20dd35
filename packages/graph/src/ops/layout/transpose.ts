import { type Dimension, type DType, formatShape, type Shape, ShapeError } from '@bertsmith/tensor';
import { elementAt, fillNdArray, type NdArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import type { OpDefinition } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { ints } from '../../onnx/onnx-emitter.js';
import type { FitCheck } from '../../typing/shape-mismatch.js';
import type { TransposeResult, TransposeShape } from '../../typing/transpose-shape.js';
import { costPerOutputElement } from '../op-cost.js';
import { requireInput } from '../op-requirements.js';

/** `permutation[i]` is the input axis that becomes output axis `i`. */
export interface TransposeAttributes {
  readonly permutation: readonly number[];
}

const NAME = 'Transpose';

export const transposeOp: OpDefinition<TransposeAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs, attributes: { permutation } }) => {
    const { dtype, shape } = requireInput(NAME, inputs, 0);
    if ([...permutation].sort((a, b) => a - b).join() !== shape.map((_, axis) => axis).join()) {
      throw new ShapeError(
        `transpose: [${permutation.join(', ')}] is no permutation of the axes of ${formatShape(shape)}`,
        { op: NAME, permutation },
      );
    }
    return [{ dtype, shape: permutation.map((axis) => shape[axis] as Dimension) }];
  },
  gradient: ({ attributes, outputGradients }) => [
    transpose(outputGradients[0] as Value, invertPermutation(attributes.permutation)),
  ],
  cost: costPerOutputElement(0),
  toOnnx: ({ emitter, inputs, attributes }) => [emitter.node(NAME, inputs, { perm: ints(attributes.permutation) })],
  evaluate: ({ inputs, attributes: { permutation }, outputShapes }) => {
    const input = inputs[0] as NdArray;
    const inverse = invertPermutation(permutation);
    const read = (at: readonly number[]) =>
      elementAt(
        input,
        inverse.map((axis) => at[axis] as number),
      );
    return [fillNdArray(input.dtype, outputShapes[0] ?? [], read)];
  },
  examples: [
    { title: 'matrix', inputs: [{ dtype: 'float32', shape: [2, 3] }], attributes: { permutation: [1, 0] } },
    { title: 'heads', inputs: [{ dtype: 'float32', shape: [2, 3, 2, 2] }], attributes: { permutation: [2, 0, 3, 1] } },
  ],
};

/** For a permutation of axes, the one that undoes it. */
export function invertPermutation(permutation: readonly number[]): number[] {
  const inverse = new Array<number>(permutation.length);
  for (const [to, from] of permutation.entries()) inverse[from] = to;
  return inverse;
}

/**
 * The axes in another order: output axis `i` is input axis `permutation[i]`.
 *
 * @example
 * const heads = transpose(x, [0, 2, 1, 3]); // [batch, sequence, heads, 32] -> [batch, heads, sequence, 32]
 */
export function transpose<D extends DType, const S extends Shape, const P extends readonly number[]>(
  x: Value<D, S>,
  permutation: P & FitCheck<TransposeShape<S, P>>,
): Value<D, TransposeResult<S, P>> {
  return applyOp(transposeOp, [x], { permutation }) as Value<D, TransposeResult<S, P>>;
}
