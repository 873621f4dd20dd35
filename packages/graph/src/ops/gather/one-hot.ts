import type { DType, Shape } from '@bertsmith/tensor';
import { fillNdArray, type NdArray } from '../../interpreter/nd-array.js';
import { applyOp } from '../../ir/node.js';
import { NOT_DIFFERENTIABLE, type OpDefinition } from '../../ir/op-definition.js';
import type { Value } from '../../ir/value.js';
import { ONNX_DATA_TYPE } from '../../onnx/onnx-data-type.js';
import { int } from '../../onnx/onnx-emitter.js';
import type { IndexCheck } from '../../typing/dtype-mismatch.js';
import { costPerOutputElement } from '../op-cost.js';
import { requireIndices, requireInput } from '../op-requirements.js';

interface OneHotAttributes {
  readonly depth: number;
  readonly dtype: DType;
}

const NAME = 'OneHot';

export const oneHotOp: OpDefinition<OneHotAttributes> = {
  specificationVersion: 'v1',
  name: NAME,
  inferTypes: ({ inputs, attributes: { depth, dtype } }) => {
    const indices = requireInput(NAME, inputs, 0);
    requireIndices(NAME, indices);
    return [{ dtype, shape: [...indices.shape, depth] }];
  },
  gradient: NOT_DIFFERENTIABLE,
  cost: costPerOutputElement(0),
  // Compared with a row of class numbers: an index outside, such as -100, matches none. ONNX's OneHot would wrap it around.
  toOnnx: ({ emitter, inputs, inputTypes, attributes: { depth, dtype } }) => {
    const isInt64 = inputTypes[0]?.dtype === 'int64';
    const classes = Array.from({ length: depth }, (_, index) => index);
    const row = isInt64
      ? emitter.constant('int64', [depth], BigInt64Array.from(classes, BigInt))
      : emitter.constant('int32', [depth], Int32Array.from(classes));
    const column = emitter.node('Unsqueeze', [
      inputs[0] as string,
      emitter.constant('int64', [1], BigInt64Array.of(-1n)),
    ]);
    return [emitter.node('Cast', [emitter.node('Equal', [column, row])], { to: int(ONNX_DATA_TYPE[dtype]) })];
  },
  evaluate: ({ inputs, attributes: { dtype }, outputShapes }) => {
    const indices = (inputs[0] as NdArray).data;
    const depth = outputShapes[0]?.at(-1) as number;
    let position = 0;
    return [
      fillNdArray(dtype, outputShapes[0] ?? [], () => {
        const index = indices[Math.floor(position / depth)];
        return Number(index === position++ % depth);
      }),
    ];
  },
  examples: [
    {
      title: 'one index outside',
      inputs: [{ dtype: 'int32', shape: [3], data: [2, -100, 0] }],
      attributes: { depth: 4, dtype: 'float32' },
    },
  ],
};

/** `[...]` class numbers as `[..., depth]` rows with one 1 each; a number outside 0 to `depth - 1` gives a row of zeros. */
export function oneHot<D extends DType, E extends DType, const I extends Shape, const Depth extends number>(
  indices: Value<E, I> & IndexCheck<E>,
  depth: Depth,
  dtype: D,
): Value<D, readonly [...I, Depth]> {
  return applyOp(oneHotOp, [indices], { depth, dtype }) as unknown as Value<D, readonly [...I, Depth]>;
}
