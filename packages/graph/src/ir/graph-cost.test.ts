import { describe, expect, it } from 'vitest';
import { add } from '../ops/elementwise/add.js';
import { flattenRows } from '../ops/layout/flatten-rows.js';
import { matmul } from '../ops/matmul/matmul.js';
import { reduceSum } from '../ops/reduce/reduce-sum.js';
import { input, parameter } from '../ops/source/source-op.js';
import { createGraph } from './graph.js';
import { graphCost } from './graph-cost.js';

describe('graphCost', () => {
  it('counts a small model as one does by hand', () => {
    const x = input('x', 'float32', ['batch', 'sequence', 10]);
    const weight = parameter('weight', 'float32', [7, 10]);
    const y = add(matmul(flattenRows(x), weight, { transposeB: true }), parameter('bias', 'float32', [7]));
    const cost = graphCost(createGraph({ loss: reduceSum(y) }), { batch: 2, sequence: 3 });
    // 6 rows: 2 * 6 * 10 * 7 for the product, an addition and a sum over 42 elements each.
    expect(cost.byOp.get('MatMul')).toEqual({ flops: 840, bytes: 4 * (60 + 70 + 42) });
    expect(cost.byOp.get('Add')).toEqual({ flops: 42, bytes: 4 * (42 + 7 + 42) });
    expect(cost.byOp.get('ReduceSum')).toEqual({ flops: 42, bytes: 4 * (42 + 1) });
    expect(cost.byOp.get('Reshape')).toEqual({ flops: 0, bytes: 0 });
    expect(cost.flops).toBe(840 + 42 + 42);
    expect(cost.bytes).toBe(4 * (172 + 91 + 43));
  });

  it('needs the sizes of all names', () => {
    const graph = createGraph({ y: reduceSum(input('x', 'float32', ['batch'])) });
    expect(() => graphCost(graph, {})).toThrow("the size of dimension 'batch' is not known here");
  });
});
