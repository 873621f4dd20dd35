import { describe, expect, it } from 'vitest';
import { createGraph } from '../ir/graph.js';
import type { Value } from '../ir/value.js';
import { add } from '../ops/elementwise/add.js';
import { dynamicQuantizeLinear } from '../ops/quantized/dynamic-quantize-linear.js';
import { quantizedMatMul } from '../ops/quantized/quantized-matmul.js';
import { input, parameter } from '../ops/source/source-op.js';
import { applyPasses } from '../rewrite/pass.js';
import { fuseBiasIntoQuantizedMatMul } from './fuse-bias-into-quantized-matmul.js';

const x = dynamicQuantizeLinear(input('x', 'float32', ['rows', 3]));
const weight = { steps: parameter('w', 'int8', [3, 4]), scale: parameter('s', 'float32', [4]) };
const bias: Value<'float32'> = parameter('b', 'float32', [4]);
const row: Value<'float32'> = input('row', 'float32', ['rows', 1]);

function opsAfter(outputs: Readonly<Record<string, Value>>): string[] {
  const { nodes } = applyPasses(createGraph(outputs), [fuseBiasIntoQuantizedMatMul], { verify: true });
  return nodes.map(({ op }) => op.name).filter((name) => name === 'Add' || name === 'QuantizedMatMul');
}

describe('fuse-bias-into-quantized-matmul', () => {
  it('puts a bias into the product, from either side', () => {
    const product = quantizedMatMul({ x, weight });
    expect(opsAfter({ y: add(product, bias) })).toEqual(['QuantizedMatMul']);
    expect(opsAfter({ y: add(bias, product) })).toEqual(['QuantizedMatMul']);
  });

  it('leaves what is no bias, a product with one, and a product that others read', () => {
    const product = quantizedMatMul({ x, weight });
    expect(opsAfter({ y: add(product, row) })).toEqual(['QuantizedMatMul', 'Add']);
    expect(opsAfter({ y: add(quantizedMatMul({ x, weight, bias }), bias) })).toEqual(['QuantizedMatMul', 'Add']);
    expect(opsAfter({ y: add(product, bias), z: product }).sort()).toEqual(['Add', 'QuantizedMatMul']);
  });
});
