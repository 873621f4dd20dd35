import { describe, expect, it } from 'vitest';
import { add } from '../ops/elementwise/add.js';
import { hyperbolicTangent } from '../ops/elementwise/hyperbolic-tangent.js';
import { multiply } from '../ops/elementwise/multiply.js';
import { matmul } from '../ops/matmul/matmul.js';
import { input, parameter } from '../ops/source/source-op.js';
import { createGraph } from './graph.js';
import { topologicalOrder } from './topological-order.js';

const x = input('x', 'float32', ['batch', 4]);
const w = parameter('w', 'float32', [4, 2]);

describe('createGraph', () => {
  it('finds the inputs, parameters and nodes that the outputs need', () => {
    const graph = createGraph({ y: matmul(x, w) });
    expect([...graph.inputs.keys()]).toEqual(['x']);
    expect([...graph.parameters.keys()]).toEqual(['w']);
    expect(graph.nodes.map((node) => node.op.name)).toEqual(['Input', 'Parameter', 'MatMul']);
  });

  it('refuses two sources of one name, of either kind', () => {
    expect(() => createGraph({ y: add(x, input('x', 'float32', [4])) })).toThrow(
      "two inputs or parameters of a graph are called 'x'",
    );
    expect(() => createGraph({ y: add(w, input('w', 'float32', [2])) })).toThrow(
      "two inputs or parameters of a graph are called 'w'",
    );
  });

  it('is frozen', () => {
    const graph = createGraph({ y: x });
    expect(() => Object.assign(graph, { nodes: [] })).toThrow(TypeError);
    expect(() => Object.assign(x, { dtype: 'int32' })).toThrow(TypeError);
    expect(() => Object.assign(x.node.attributes, { name: 'z' })).toThrow(TypeError);
  });
});

describe('topologicalOrder', () => {
  it('puts a value that is used twice once, before its users', () => {
    const square = multiply(x, x);
    const names = topologicalOrder([add(square, hyperbolicTangent(square))]).map((node) => node.op.name);
    expect(names).toEqual(['Input', 'Mul', 'Tanh', 'Add']);
  });

  it('takes graphs deeper than the stack, and wide ones in linear time', () => {
    let deep = x;
    for (let layer = 0; layer < 30_000; layer++) deep = add(deep, deep) as typeof x;
    expect(topologicalOrder([deep])).toHaveLength(30_001);
  });
});
