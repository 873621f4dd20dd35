import {
  type AnyOp,
  add,
  applyOp,
  createGraph,
  createNode,
  gemm,
  gradients,
  input,
  interpret,
  layerNormalization,
  matmul,
  multiply,
  ndArray,
  OP_TABLE,
  parameter,
  reduceSum,
  string,
  type Value,
} from '@bertsmith/graph';
import { buildExample, toTensor } from '@bertsmith/graph/conformance';
import { type DType, float16ToFloat32, isFloatingPoint, type Tensor, tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { createOnnxRuntimeBackend } from './onnxruntime-backend.js';

const backend = createOnnxRuntimeBackend();

/** Ops of floats that the README says the CPU provider has no kernels for. Whoever finds one here gone may use it. */
const MISSING: Partial<Record<DType, readonly string[]>> = { float64: ['Erf', 'Gelu'], float16: [] };

/** Of numbers around 1, relative to the reference evaluation: a few units in the last place, after sums of a few elements. */
const TOLERANCE: Partial<Record<DType, number>> = { float64: 1e-12, float16: 1e-2 };

/** Ops that quantize, or multiply what is quantized, know float32 alone: their shape rules say so. */
const FLOAT32_ALONE = OP_TABLE.filter(({ name }) => /quantize/i.test(name));
const FLOAT_OPS = OP_TABLE.filter((op) => op.examples.some(hasFloats) && !FLOAT32_ALONE.includes(op));

function hasFloats({ inputs }: AnyOp['examples'][number]): boolean {
  return inputs.some(({ dtype }) => dtype === 'float32');
}

/** Runs an op's examples with their floats in another dtype; the largest difference from the reference evaluation. */
async function largestDifference(op: AnyOp, dtype: DType): Promise<number> {
  let largest = 0;
  for (const example of op.examples.filter(hasFloats)) {
    const inputs = example.inputs.map((each) => (isFloatingPoint(each.dtype) ? { ...each, dtype } : each));
    const { outputs, feeds } = buildExample(op, { ...example, inputs });
    const graph = createGraph(Object.fromEntries(outputs.map((output, index) => [`y${index}`, output])));
    largest = Math.max(largest, await compare(graph, feeds));
  }
  return largest;
}

async function compare(graph: ReturnType<typeof createGraph>, feeds: Parameters<typeof interpret>[1]): Promise<number> {
  const tensors = Object.entries(feeds).map(([name, array]) => [name, toTensor(array as never)] as const);
  const expected = interpret(graph, Object.fromEntries(tensors));
  const parameters = new Map(tensors.filter(([name]) => graph.parameters.has(name)));
  await using executable = await backend.compile({ graph, parameters });
  const actual = await executable.run(Object.fromEntries(tensors.filter(([name]) => graph.inputs.has(name))));
  let largest = 0;
  for (const [name, { data }] of expected) {
    const results = numbersOf(actual.get(name) as Tensor);
    for (const [index, element] of data.entries()) {
      const difference = Math.abs((results[index] as number) - element) / Math.max(1, Math.abs(element));
      largest = Math.max(largest, Object.is(results[index], element) ? 0 : difference);
    }
  }
  return largest;
}

function numbersOf({ dtype, data }: Tensor): Float64Array {
  const decode = dtype === 'float16' ? float16ToFloat32 : Number;
  return Float64Array.from(data as ArrayLike<number>, decode);
}

describe.each(['float64', 'float16'] as const)('in %s', (dtype) => {
  for (const op of FLOAT_OPS) {
    if (MISSING[dtype]?.includes(op.name)) {
      it(`${op.name} has no kernel`, async () => {
        await expect(largestDifference(op, dtype)).rejects.toThrow('Could not find an implementation');
      });
    } else {
      it(`${op.name} equals the reference evaluation`, async () => {
        expect(await largestDifference(op, dtype)).toBeLessThan(TOLERANCE[dtype] as number);
      });
    }
  }

  it('layer normalization has a gradient', async () => {
    const x = input('x', dtype, [3, 4]);
    const [weight, bias] = [parameter('weight', dtype, [4]), parameter('bias', dtype, [4])];
    const y = layerNormalization(matmul(x, parameter('w', dtype, [4, 4])), weight, bias, { epsilon: 1e-12 });
    const { graph } = gradients(createGraph({ loss: reduceSum(multiply(y, y)) }));
    const shapes = { x: [3, 4], weight: [4], bias: [4], w: [4, 4] };
    const feeds = Object.entries(shapes).map(([name, shape], seed) => {
      const count = shape.reduce((product, size) => product * size, 1);
      return [
        name,
        ndArray(
          dtype,
          shape,
          Array.from({ length: count }, (_, index) => Math.sin(3 * index + seed)),
        ),
      ];
    });
    expect(await compare(graph, Object.fromEntries(feeds))).toBeLessThan(10 * (TOLERANCE[dtype] as number));
  });

  it('a factor and a bias of a product are as precise as the dtype', async () => {
    const [a, b] = [input('a', dtype, [2, 2]), input('b', dtype, [2, 2])];
    const bias = input('bias', dtype, [2]);
    const graph = createGraph({
      scaled: multiply(matmul(a, b), 0.5),
      added: add(multiply(matmul(a, b), 0.1), bias),
      gemm: gemm(a, b, bias, { transposeA: false, transposeB: true, alpha: 0.1 }),
    });
    const feeds = { a: ndArray(dtype, [2, 2], [1, 2, 3, 4]), b: ndArray(dtype, [2, 2], [5, -6, 7, 8]) };
    const difference = await compare(graph, { ...feeds, bias: ndArray(dtype, [2], [1, -1]) });
    expect(difference).toBeLessThan(TOLERANCE[dtype] as number);
  });
});

/** Ops of integers that the README says the CPU provider has no kernels for, or that ONNX does not allow. */
const MISSING_OF_INTEGERS: Partial<Record<DType, readonly string[]>> = {
  int32: [],
  int64: [],
  uint32: ['Where', 'ReduceSum', 'ReduceMean', 'ReduceMax'],
  uint64: ['Where', 'ReduceSum', 'ReduceMean', 'ReduceMax'],
  int8: ['Where', 'ReduceSum', 'ReduceMean'],
  uint8: ['ReduceSum', 'ReduceMean'],
  int16: ['Where', 'ReduceSum', 'ReduceMean', 'ReduceMax'],
  uint16: ['Where', 'ReduceSum', 'ReduceMean', 'ReduceMax'],
};

const INTEGER_OPS = [
  ...['Add', 'Sub', 'Mul', 'Div', 'Equal', 'Less', 'Where', 'ReduceSum', 'ReduceMean', 'ReduceMax', 'Gather'],
  ...['ScatterAddRows', 'Expand', 'Transpose', 'Slice', 'Concat', 'Split', 'Reshape'],
];

it.each(Object.entries(MISSING_OF_INTEGERS))('in %s these have no kernel: %j', async (dtype, missing) => {
  const refused: string[] = [];
  for (const op of OP_TABLE.filter(({ name }) => INTEGER_OPS.includes(name))) {
    await compileIntegers(op, dtype as DType).catch((error: Error) => {
      expect(error.message).toMatch(/Could not find an implementation|Type Error/);
      refused.push(op.name);
    });
  }
  expect(refused).toEqual(missing);
});

async function compileIntegers(op: AnyOp, dtype: DType): Promise<void> {
  const example = op.examples[0] as AnyOp['examples'][number];
  const inputs = example.inputs.map((each, index) =>
    input(`x${index}`, isFloatingPoint(each.dtype) ? dtype : each.dtype, each.shape),
  );
  const [y] = createNode(op, inputs, example.attributes).outputs as [Value];
  await (await backend.compile({ graph: createGraph({ y }) })).dispose();
}

it('float16 rows cannot be added up by the runtime itself', async () => {
  const scatter = OP_TABLE.find(({ name }) => name === 'ScatterAddRows') as AnyOp;
  const direct: AnyOp = {
    ...scatter,
    toOnnx: ({ emitter, inputs }) => [
      emitter.node('ScatterElements', [inputs[1], inputs[0], inputs[1]] as string[], { reduction: string('add') }),
    ],
  };
  const [ids, half] = [input('ids', 'int32', [2]), input('half', 'float16', [2])];
  await using executable = await backend.compile({
    graph: createGraph({ y: applyOp(direct, [ids, half], { shape: [2] }) }),
  });
  const feeds = { ids: tensor('int32', [2], Int32Array.of(0, 1)), half: tensor('float16', [2], new Uint16Array(2)) };
  await expect(executable.run(feeds)).rejects.toThrow('not supported with ScatterElements');
});

it('bfloat16 tensors are refused', async () => {
  const op = OP_TABLE.find(({ name }) => name === 'Reshape') as AnyOp;
  await expect(largestDifference(op, 'bfloat16')).rejects.toThrow('Unsupported data type: 16');
});
