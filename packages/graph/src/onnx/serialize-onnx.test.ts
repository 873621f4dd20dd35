import { type Tensor, tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { createGraph, type Graph } from '../ir/graph.js';
import { add } from '../ops/elementwise/add.js';
import { matmul } from '../ops/matmul/matmul.js';
import { layerNormalization } from '../ops/normalization/layer-normalization.js';
import { input, parameter } from '../ops/source/source-op.js';
import { ModelProto } from './onnx-schema.js';
import { type SerializedOnnx, type SerializeOnnxOptions, serializeOnnx } from './serialize-onnx.js';

interface DecodedTensor {
  readonly name: string;
  readonly dims: number[];
  readonly dataType: number;
  readonly rawData?: Uint8Array;
  readonly externalData?: { key: string; value: string }[];
  readonly dataLocation?: number;
}

interface DecodedGraph {
  readonly initializer: DecodedTensor[];
  readonly input: { name: string }[];
  readonly output: { name: string }[];
  readonly node: { opType: string; input: string[]; output: string[] }[];
}

function concat(chunks: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(chunks));
}

function decode({ model }: SerializedOnnx): DecodedGraph {
  const message = ModelProto.decode(concat(model));
  return (ModelProto.toObject(message, { longs: Number }) as { graph: DecodedGraph }).graph;
}

/** `x w + b` with 4 x 300 and 300 numbers: one parameter of several pages, and one of more than 1 KiB. */
const WIDTH = 300;
const x = input('x', 'float32', ['batch', 4]);
const w = parameter('w', 'float32', [4, WIDTH]);
const b = parameter('b', 'float32', [WIDTH]);
const graph = createGraph({ y: add(matmul(x, w), b) });
const numbers = (length: number, first: number) => Float32Array.from({ length }, (_, index) => first + index);
const parameters = new Map<string, Tensor>([
  ['w', tensor('float32', [4, WIDTH], numbers(4 * WIDTH, 1)) as Tensor],
  ['b', tensor('float32', [WIDTH], numbers(WIDTH, 0.5)) as Tensor],
]);

function serialize(of: Graph = graph, options: Partial<SerializeOnnxOptions> = {}): SerializedOnnx {
  return serializeOnnx(of, { parameters, dataFile: 'model.onnx.data', ...options });
}

describe('serializeOnnx', () => {
  it('writes parameters as initializers under their names, and not as inputs', () => {
    const { initializer, input: inputs, output, node } = decode(serialize());
    expect(inputs.map(({ name }) => name)).toEqual(['x']);
    expect(output.map(({ name }) => name)).toEqual(['y']);
    expect(node[0]).toMatchObject({ opType: 'MatMul', input: ['x', 'w'] });
    expect(initializer.map(({ name, dims, dataType }) => ({ name, dims, dataType }))).toEqual([
      { name: 'w', dims: [4, WIDTH], dataType: 1 },
      { name: 'b', dims: [WIDTH], dataType: 1 },
    ]);
    const raw = Buffer.from(initializer[0]?.rawData ?? []);
    expect(raw.readFloatLE(0)).toBe(1);
    expect(raw.readFloatLE(4 * (4 * WIDTH - 1))).toBe(4 * WIDTH);
  });

  it('hands the memory of the parameters through', () => {
    const memory = parameters.get('w')?.data.buffer;
    const { model, data } = serialize();
    expect(data).toBeUndefined();
    expect(model.filter((chunk) => chunk.buffer === memory)).toHaveLength(1);
  });

  it('puts larger parameters into a file of external data when asked to, each at the beginning of a page', () => {
    const small = parameter('small', 'float32', [WIDTH]);
    const of = createGraph({ y: add(add(matmul(x, w), b), small) });
    const tensors = new Map([...parameters, ['small', parameters.get('b') as Tensor]]);
    const serialized = serialize(of, { externalData: 'always', parameters: tensors });
    const data = Buffer.concat(serialized.data ?? []);
    const { initializer } = decode(serialized);
    expect(initializer.map(({ rawData }) => rawData?.length ?? 0)).toEqual([0, 0, 0]);
    const places = initializer.map(({ externalData = [], dataLocation }) => {
      expect(dataLocation).toBe(1);
      return Object.fromEntries(externalData.map(({ key, value }) => [key, value]));
    });
    expect(places).toEqual([
      { location: 'model.onnx.data', offset: '0', length: '4800' },
      { location: 'model.onnx.data', offset: '8192', length: '1200' },
      { location: 'model.onnx.data', offset: '12288', length: '1200' },
    ]);
    expect(data.readFloatLE(0)).toBe(1);
    expect(data.readFloatLE(8192)).toBe(0.5);
    expect(data.length).toBe(12288 + 1200);
  });

  it('leaves small parameters in the model', () => {
    const bias = parameter('bias', 'float32', [4]);
    const tensors = new Map([['bias', tensor('float32', [4], numbers(4, 1)) as Tensor]]);
    const serialized = serialize(createGraph({ y: add(x, bias) }), { externalData: 'always', parameters: tensors });
    expect(decode(serialized).initializer[0]?.rawData).toHaveLength(16);
    expect(serialized.data).toEqual([]);
  });

  it('puts them there by itself past 2 GiB', () => {
    // The same 64 MiB under 33 names: nothing of this is ever copied.
    const shared = tensor('float32', [2 ** 24], new Float32Array(2 ** 24)) as Tensor;
    const names = Array.from({ length: 33 }, (_, index) => `p${index}`);
    const sum = names.map((name) => parameter(name, 'float32', [2 ** 24])).reduce((a, c) => add(a, c));
    const huge = serialize(createGraph({ sum }), { parameters: new Map(names.map((name) => [name, shared])) });
    expect(huge.data?.reduce((total, { length }) => total + length, 0)).toBe(33 * 2 ** 26);
    expect(concat(huge.model).length).toBeLessThan(10_000);
  });

  it('does not ask for the statistics of a normalization that nothing reads', () => {
    const weight = parameter('weight', 'float32', [4]);
    const one = tensor('float32', [4], numbers(4, 1)) as Tensor;
    const normalized = layerNormalization(x, weight, weight, { epsilon: 1e-12 });
    const { node } = decode(serialize(createGraph({ y: normalized }), { parameters: new Map([['weight', one]]) }));
    expect(node[0]).toMatchObject({ opType: 'LayerNormalization', output: [expect.any(String)] });
  });

  it('names the parameter that is missing or has another shape', () => {
    expect(() => serialize(graph, { parameters: new Map() })).toThrow(
      "ONNX: parameter 'w': the graph needs a tensor for it",
    );
    const wrong = new Map([...parameters, ['b', parameters.get('w') as Tensor]]);
    expect(() => serialize(graph, { parameters: wrong })).toThrow(
      "ONNX: parameter 'b': expected float32[300], got float32[4, 300]",
    );
  });
});
