/**
 * Rounding that a model learns with: the forward pass has the values that quantized weights and activations will have, the backward pass takes the
 * rounding for no operation at all (the straight-through estimator: Bengio et al. 2013, section 4).
 */
import { applyOp, int, type NdArray, ndArray, type OpDefinition, roundHalfToEven, type Value } from '@bertsmith/graph';
import { countElements } from '@bertsmith/tensor';

/** Rows, along the last axis, as if each were int8 with a scale of its own. */
interface RowAttributes {
  /** The largest step. */
  readonly limit: number;
}

/** A scale below it would lose its digits. */
const SMALLEST_SCALE = 2 ** -126;

const FLOAT32 = 1;

export const fakeQuantizeRowsOp: OpDefinition<RowAttributes> = {
  specificationVersion: 'v1',
  name: 'FakeQuantizeRows',
  inferTypes: ({ inputs }) => inputs.map(({ dtype, shape }) => ({ dtype, shape })),
  gradient: ({ outputGradients }) => outputGradients,
  cost: ({ inputs }) => passes(inputs[0]?.shape ?? [], 5),
  toOnnx: ({ emitter, inputs, attributes: { limit } }) => {
    const axis = emitter.constant('int64', [1], BigInt64Array.of(-1n));
    const largest = emitter.node('ReduceMax', [emitter.node('Abs', inputs), axis], { keepdims: int(1) });
    const scale = emitter.node('Div', [largest, emitter.scalar('float32', limit)]);
    const safe = emitter.node('Max', [scale, emitter.scalar('float32', SMALLEST_SCALE)]);
    const steps = emitter.node('Round', [emitter.node('Div', [inputs[0] as string, safe])]);
    return [emitter.node('Mul', [steps, safe])];
  },
  evaluate: ({ inputs, attributes: { limit } }) => {
    const { shape, data } = inputs[0] as NdArray;
    const columns = shape.at(-1) as number;
    const result = new Float64Array(data.length);
    for (let start = 0; start < data.length; start += columns) {
      const row = data.subarray(start, start + columns);
      const largest = row.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
      const scale = Math.max(SMALLEST_SCALE, Math.fround(largest / limit));
      result.set(
        row.map((each) => roundHalfToEven(Math.fround(each / scale)) * scale),
        start,
      );
    }
    return [ndArray('float32', shape, result)];
  },
  examples: [{ title: 'two rows', inputs: [{ dtype: 'float32', shape: [2, 5] }], attributes: { limit: 127 } }],
};

export const fakeQuantizeRangeOp: OpDefinition<Record<never, never>> = {
  specificationVersion: 'v1',
  name: 'FakeQuantizeRange',
  inferTypes: ({ inputs }) => inputs.map(({ dtype, shape }) => ({ dtype, shape })),
  gradient: ({ outputGradients }) => outputGradients,
  cost: ({ inputs }) => passes(inputs[0]?.shape ?? [], 7),
  toOnnx: ({ emitter, inputs }) => {
    const [steps = '', scale = '', zero = ''] = emitter.nodeWithOutputs('DynamicQuantizeLinear', inputs, 3);
    const centred = emitter.node('Sub', [toFloat(steps), toFloat(zero)]);
    return [emitter.node('Mul', [centred, scale])];
    function toFloat(name: string): string {
      return emitter.node('Cast', [name], { to: int(FLOAT32) });
    }
  },
  evaluate: ({ inputs }) => {
    const { shape, data } = inputs[0] as NdArray;
    const [smallest, largest] = data.reduce(([a, b], x) => [Math.min(a, x), Math.max(b, x)] as const, [
      0, 0,
    ] as readonly [number, number]);
    const scale = largest === smallest ? 1 : Math.fround(Math.fround(largest - smallest) / 255);
    const zero = roundHalfToEven(Math.fround(-smallest / scale));
    const step = (x: number) => Math.min(255, Math.max(0, roundHalfToEven(Math.fround(x / scale)) + zero));
    return [
      ndArray(
        'float32',
        shape,
        data.map((x) => (step(x) - zero) * scale),
      ),
    ];
  },
  examples: [{ title: 'both signs', inputs: [{ dtype: 'float32', shape: [3, 4] }], attributes: {} }],
};

function passes(shape: readonly number[], flops: number) {
  const elements = countElements(shape);
  return { flops: flops * elements, bytes: 8 * elements };
}

/** `[..., columns]` rounded as int8 with a scale for each row. */
export function fakeQuantizeRows(weight: Value, limit: number): Value {
  return applyOp(fakeQuantizeRowsOp, [weight], { limit });
}

/** Activations rounded as uint8 with the range that they have. */
export function fakeQuantizeRange(x: Value): Value {
  return applyOp(fakeQuantizeRangeOp, [x], {});
}
