import { describe, expect, it } from 'vitest';
import { buildExample } from '../conformance/example-graph.js';
import { createGraph } from '../ir/graph.js';
import { add } from '../ops/elementwise/add.js';
import { divide } from '../ops/elementwise/divide.js';
import { exponential } from '../ops/elementwise/exponential.js';
import { hyperbolicTangent } from '../ops/elementwise/hyperbolic-tangent.js';
import { multiply } from '../ops/elementwise/multiply.js';
import { negate } from '../ops/elementwise/negate.js';
import { squareRoot } from '../ops/elementwise/square-root.js';
import { broadcastTo } from '../ops/layout/broadcast-to.js';
import { reshape } from '../ops/layout/reshape.js';
import { matmul } from '../ops/matmul/matmul.js';
import { reduceSum } from '../ops/reduce/reduce-sum.js';
import { dimensionSize } from '../ops/source/dimension-size.js';
import { scalar } from '../ops/source/scalar.js';
import { input, parameter } from '../ops/source/source-op.js';
import { OP_TABLE } from '../ops/table.js';
import { lowerToOnnx } from './lower-to-onnx.js';
import type { OnnxDomain } from './onnx-emitter.js';
import { ModelProto } from './onnx-schema.js';

interface DecodedValue {
  readonly name: string;
  readonly type: { tensorType: { elemType: number; shape: { dim?: { dimValue?: number; dimParam?: string }[] } } };
}

interface DecodedModel {
  readonly irVersion: number;
  /** An empty domain, the standard's, is not written. */
  readonly opsetImport: { domain?: string; version: number }[];
  readonly graph: {
    node: { opType: string; domain?: string; input: string[]; output: string[] }[];
    input: DecodedValue[];
    output: DecodedValue[];
    initializer?: { name: string; dims?: number[]; dataType: number }[];
  };
}

function decode(graph: Parameters<typeof lowerToOnnx>[0], domains: readonly OnnxDomain[] = []): DecodedModel {
  const message = ModelProto.decode(lowerToOnnx(graph, { domains }));
  return ModelProto.toObject(message, { longs: Number, defaults: false }) as DecodedModel;
}

const x = input('x', 'float32', ['batch', 'sequence', 4]);
const w = parameter('w', 'float32', [6, 4]);

describe('lowerToOnnx', () => {
  it('writes versions, names, types and symbolic dimensions', () => {
    const model = decode(createGraph({ y: matmul(x, w, { transposeB: true }) }));
    expect(model.irVersion).toBe(10);
    expect(model.opsetImport).toEqual([{ version: 21 }]);
    const dims = (values: DecodedValue[]) => values.map(({ name, type }) => [name, type.tensorType]);
    expect(dims(model.graph.input)).toEqual([
      ['x', { elemType: 1, shape: { dim: [{ dimParam: 'batch' }, { dimParam: 'sequence' }, { dimValue: 4 }] } }],
      ['w', { elemType: 1, shape: { dim: [{ dimValue: 6 }, { dimValue: 4 }] } }],
    ]);
    expect(dims(model.graph.output)).toEqual([
      ['y', { elemType: 1, shape: { dim: [{ dimParam: 'batch' }, { dimParam: 'sequence' }, { dimValue: 6 }] } }],
    ]);
  });

  it('uses other domains only where they are allowed', () => {
    const graph = createGraph({ y: matmul(x, w, { transposeB: true, alpha: 0.5 }) });
    const kinds = (model: DecodedModel) => model.graph.node.map(({ opType, domain }) => `${domain ?? ''}:${opType}`);
    expect(kinds(decode(graph))).toEqual([':Transpose', ':MatMul', ':Mul']);
    const fused = decode(graph, ['com.microsoft']);
    expect(kinds(fused)).toEqual(['com.microsoft:FusedMatMul']);
    expect(fused.opsetImport).toEqual([{ version: 21 }, { domain: 'com.microsoft', version: 1 }]);
  });

  it.each(OP_TABLE.map((op) => [op.name, op] as const))(
    '%s: only standard ops without a contributed domain',
    (_, op) => {
      for (const example of op.examples) {
        const { outputs } = buildExample(op, example);
        const model = decode(createGraph(Object.fromEntries(outputs.map((output, index) => [`y${index}`, output]))));
        expect(model.graph.node.filter(({ domain }) => (domain ?? '') !== '')).toEqual([]);
        expect(model.opsetImport).toHaveLength(1);
      }
    },
  );

  it('names every value once, whatever inputs and outputs are called', () => {
    const t0 = input('t0', 'float32', ['batch', 4]);
    const model = decode(createGraph({ t1: add(multiply(t0, 2), 1), t3: multiply(t0, t0) }));
    const made = [
      ...model.graph.node.flatMap((node) => node.output),
      ...(model.graph.initializer ?? []).map((each) => each.name),
    ];
    const names = [...model.graph.input.map((each) => each.name), ...made];
    expect(new Set(names).size).toBe(names.length);
  });

  it('gives outputs their names where they are made, and copies what has a name already, right there', () => {
    const y = exponential(x);
    const [first, second, seen, zero] = ['first', 'second', 'seen', 'zero'];
    const graph = createGraph({ z: negate(y), first: y, second: y, seen: x, zero: scalar('float32', 0) });
    const nodes = decode(graph).graph.node.map(({ opType, input, output }) => [opType, ...input, '->', ...output]);
    const constant = expect.any(String);
    expect(nodes).toEqual([
      ['Identity', constant, '->', zero],
      ['Identity', 'x', '->', seen],
      ['Exp', 'x', '->', first],
      ['Identity', 'first', '->', second],
      ['Neg', 'first', '->', 'z'],
    ]);
  });

  it('writes nodes in the order that a runtime mirrors: the last output first, and the right operand before the left', () => {
    const y = add(exponential(negate(x)), hyperbolicTangent(x));
    const kinds = decode(createGraph({ y, z: squareRoot(x) })).graph.node.map((node) => node.opType);
    expect(kinds).toEqual(['Sqrt', 'Tanh', 'Neg', 'Exp', 'Add']);
  });

  it('refuses an output with the name of an input', () => {
    expect(() => lowerToOnnx(createGraph({ x: add(x, 1) }))).toThrow(
      "output 'x' has the name of an input or parameter",
    );
  });

  it('writes a small constant once', () => {
    const model = decode(createGraph({ y: add(multiply(x, 2), scalar('float32', 2)) }));
    expect(model.graph.initializer).toHaveLength(1);
  });

  it('writes no factor of a float64 product as float32', () => {
    const a = input('a', 'float64', [2, 2]);
    const model = decode(createGraph({ y: matmul(a, a, { alpha: 0.1 }) }), ['com.microsoft']);
    expect(model.graph.node.map((node) => node.opType)).toEqual(['MatMul', 'Mul']);
    expect(model.graph.initializer?.[0]?.dataType).toBe(11);
  });

  it('reads the size of a name from the axis of an input or parameter', () => {
    const mean = divide(reduceSum(x), dimensionSize('batch', 'float32'));
    const kinds = decode(createGraph({ mean })).graph.node.map((node) => node.opType);
    expect(kinds).toContain('Shape');
    const flat = reshape(x, ['batch*sequence', 4]);
    expect(decode(createGraph({ flat })).graph.node.map((node) => node.opType)).toEqual(['Reshape']);
  });

  it('refuses a name whose size cannot be read', () => {
    const ones = broadcastTo(scalar('float32', 1), ['hidden', 2]);
    expect(() => lowerToOnnx(createGraph({ ones }))).toThrow(
      "the size of dimension 'hidden' cannot be read: no input or parameter of the graph has it as an axis",
    );
    const rows = input('rows', 'float32', ['batch*sequence', 4]);
    expect(() => lowerToOnnx(createGraph({ y: add(rows, dimensionSize('batch', 'float32')) }))).toThrow(
      "the size of dimension 'batch' cannot be read",
    );
  });
});
