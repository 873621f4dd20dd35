import { describe, expect, it } from 'vitest';
import { multiply } from '../ops/elementwise/multiply.js';
import { split } from '../ops/layout/split.js';
import { matmul } from '../ops/matmul/matmul.js';
import { softmax } from '../ops/normalization/softmax.js';
import { constant, input, parameter } from '../ops/source/source-op.js';
import { formatGraph } from './format-graph.js';
import { createGraph } from './graph.js';

describe('formatGraph', () => {
  it('prints a node a line, with shapes, inputs and attributes', () => {
    const x = input('x', 'float32', ['batch', 'sequence', 8]);
    const w = parameter('w', 'float32', [6, 8]);
    const [left, right] = split(matmul(x, w, { transposeB: true, alpha: 0.5 }), { axis: 2, sizes: [2, 4] });
    const scaled = multiply(left ?? x, constant('float32', [2], Float32Array.of(-0, Number.POSITIVE_INFINITY)));
    expect(formatGraph(createGraph({ weights: softmax(scaled), right: right ?? x }))).toMatchInlineSnapshot(`
      "%0: float32[batch, sequence, 8] = Input name="x"
      %1: float32[6, 8] = Parameter name="w"
      %2: float32[batch, sequence, 6] = MatMul %0 %1 transposeA=false transposeB=true alpha=0.5
      %3: float32[batch, sequence, 2], %4: float32[batch, sequence, 4] = Split %2 axis=2 sizes=[2,4]
      %5: float32[2] = Constant data=[-0,Infinity]
      %6: float32[batch, sequence, 2] = Mul %3 %5
      %7: float32[batch, sequence, 2] = Softmax %6
      return weights = %7
      return right = %4
      "
    `);
  });

  it('tells long constants apart by a hash of their bytes', () => {
    const text = (last: number) => {
      const data = Float32Array.from({ length: 100 }, (_, index) => (index === 99 ? last : index));
      return formatGraph(createGraph({ y: constant('float32', [100], data) }));
    };
    expect(text(1)).toContain('(100 elements, hash ');
    expect(text(1)).toBe(text(1));
    expect(text(1)).not.toBe(text(2));
  });
});
