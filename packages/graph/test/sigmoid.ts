import {
  applyOp,
  multiply,
  type NdArray,
  ndArray,
  type OpDefinition,
  scalar,
  subtract,
  type Value,
} from '@bertsmith/graph';

const sigmoidOp: OpDefinition<object> = {
  specificationVersion: 'v1',
  name: 'Sigmoid',
  inferTypes: ({ inputs }) => inputs,
  gradient: ({ outputs, outputGradients }) => {
    const [y, dy] = [outputs[0] as Value, outputGradients[0] as Value];
    return [multiply(dy, multiply(y, subtract(scalar(y.dtype, 1), y)))];
  },
  cost: ({ outputs }) => {
    const elements = outputs[0]?.shape.reduce((count, size) => count * size, 1) ?? 0;
    return { flops: 12 * elements, bytes: 8 * elements };
  },
  toOnnx: ({ emitter, inputs }) => [emitter.node('Sigmoid', inputs)],
  evaluate: ({ inputs }) => {
    const { dtype, shape, data } = inputs[0] as NdArray;
    return [
      ndArray(
        dtype,
        shape,
        data.map((x) => 1 / (1 + Math.exp(-x))),
      ),
    ];
  },
  examples: [{ title: 'a row', inputs: [{ dtype: 'float32', shape: [5] }], attributes: {} }],
};

/** `1 / (1 + e^-x)`, elementwise. */
const sigmoid = (x: Value): Value => applyOp(sigmoidOp, [x], {});

export { sigmoid, sigmoidOp };
