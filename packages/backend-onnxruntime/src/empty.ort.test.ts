import {
  add,
  concat,
  createGraph,
  gather,
  gelu,
  gradients,
  input,
  interpret,
  layerNormalization,
  matmul,
  multiply,
  parameter,
  reduceMean,
  reduceSum,
  reshape,
  slice,
  softmax,
  transpose,
} from '@bertsmith/graph';
import { type Tensor, tensor } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { createOnnxRuntimeBackend } from './onnxruntime-backend.js';

const backend = createOnnxRuntimeBackend();

/** Float32, after some products of a few elements. */
const DIGITS = 4;

function filled(...shape: number[]): Tensor<'float32'> {
  const count = shape.reduce((product, size) => product * size, 1);
  return tensor(
    'float32',
    shape,
    Float32Array.from({ length: count }, (_, index) => Math.sin(3 * index + 1)),
  );
}

it('a training step of a batch of 0 is like any other, before and after one', async () => {
  const table = parameter('table', 'float32', [5, 4]);
  const [w, row] = [parameter('w', 'float32', [4, 4]), parameter('row', 'float32', [4])];
  const looked = gather(table, input('ids', 'int32', ['batch', 'sequence']));
  const hidden = gelu(add(matmul(reshape(looked, ['batch*sequence', 4]), w), row));
  const heads = transpose(
    reshape(layerNormalization(hidden, row, row, { epsilon: 1e-5 }), ['batch', 'sequence', 2, 2]),
    [0, 2, 1, 3],
  );
  const attended = matmul(softmax(matmul(heads, heads, { transposeB: true, alpha: 0.5 })), heads);
  const loss = reduceSum(multiply(attended, attended));
  const { graph } = gradients(createGraph({ loss, mean: reduceMean(attended, { axes: [3] }) }));
  const parameters = { table: filled(5, 4), w: filled(4, 4), row: filled(4) };
  await using executable = await backend.compile({ graph, parameters: new Map(Object.entries(parameters)) });
  for (const [batch, sequence] of [
    [2, 3],
    [0, 3],
    [2, 0],
    [1, 3],
  ] as const) {
    const data = Int32Array.from({ length: batch * sequence }, (_, index) => index % 5);
    const feeds = { ids: tensor('int32', [batch, sequence], data) };
    const actual = await executable.run(feeds);
    for (const [name, expected] of interpret(graph, { ...feeds, ...parameters })) {
      const result = actual.get(name) as Tensor;
      expect(result.shape, name).toEqual(expected.shape);
      for (const [index, element] of expected.data.entries())
        expect(Number(result.data[index])).toBeCloseTo(element, DIGITS);
    }
  }
});

it('a part of size 0 has a gradient', async () => {
  const [empty, full] = [parameter('empty', 'float32', [0, 3]), parameter('full', 'float32', [2, 3])];
  const joined = concat([empty, full, slice(full, { axis: 0, start: 1, end: 1 })], 0);
  const { graph } = gradients(createGraph({ loss: reduceSum(multiply(joined, joined)) }));
  const parameters = new Map([
    ['empty', filled(0, 3)],
    ['full', filled(2, 3)],
  ]);
  await using executable = await backend.compile({ graph, parameters });
  const results = await executable.run({});
  expect(results.get('gradient:empty')?.shape).toEqual([0, 3]);
  expect(results.get('gradient:full')?.data).toEqual(filled(2, 3).data.map((element) => 2 * element));
});

it('a product over nothing is written', async () => {
  const y = matmul(input('a', 'float32', [2, 2, 2, 0]), input('b', 'float32', [2, 2, 4, 0]), {
    transposeB: true,
    alpha: 0.5,
  });
  const output = tensor('float32', [2, 2, 2, 4], new Float32Array(new SharedArrayBuffer(128)).fill(7));
  await using executable = await backend.compile({ graph: createGraph({ y }), outputs: new Map([['y', output]]) });
  await executable.run({ a: filled(2, 2, 2, 0), b: filled(2, 2, 4, 0) });
  expect(output.data).toEqual(new Float32Array(32));
});
