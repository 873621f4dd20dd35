import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkPasses } from '../conformance/check-passes.js';
import { randomGraph } from '../conformance/random-graph.js';
import { formatGraph } from '../ir/format-graph.js';
import { createGraph, type Graph } from '../ir/graph.js';
import { add } from '../ops/elementwise/add.js';
import { hyperbolicTangent } from '../ops/elementwise/hyperbolic-tangent.js';
import { matmul } from '../ops/matmul/matmul.js';
import { input, parameter } from '../ops/source/source-op.js';
import { applyPasses, type Pass } from '../rewrite/pass.js';
import { fuseBiasIntoGemm } from './fuse-bias-into-gemm.js';

const x = input('x', 'float32', ['batch', 4]);
const w = parameter('w', 'float32', [6, 4]);
const bias = parameter('bias', 'float32', [6]);
const product = matmul(x, w, { transposeB: true });

function after(pass: Pass, graph: Graph): string {
  return `\n${formatGraph(applyPasses(graph, [pass], { verify: true }))}`;
}

function opsAfter(pass: Pass, graph: Graph): string[] {
  const { nodes } = applyPasses(graph, [pass], { verify: true });
  return nodes.map((node) => node.op.name).filter((name) => name !== 'Input' && name !== 'Parameter');
}

describe('fuse-bias-into-gemm', () => {
  it('leaves a product whose factor Gemm would round', () => {
    const ofDoubles = (alpha: number) => {
      const doubles = matmul(input('a', 'float64', [2, 4]), input('b', 'float64', [4, 6]), { alpha });
      return createGraph({ y: add(doubles, input('sum', 'float64', [6])) });
    };
    expect(opsAfter(fuseBiasIntoGemm, ofDoubles(0.1))).toEqual(['MatMul', 'Add']);
    expect(opsAfter(fuseBiasIntoGemm, ofDoubles(0.25))).toEqual(['Gemm']);
  });

  it('puts a bias into a product of matrices', () => {
    expect(after(fuseBiasIntoGemm, createGraph({ y: add(product, bias) }))).toMatchInlineSnapshot(`
      "
      %0: float32[batch, 4] = Input name="x"
      %1: float32[6, 4] = Parameter name="w"
      %2: float32[6] = Parameter name="bias"
      %3: float32[batch, 6] = Gemm %0 %1 %2 transposeA=false transposeB=true alpha=1
      return y = %3
      "
    `);
  });

  it('leaves a product that others use, and one of batches', () => {
    const shared = createGraph({ y: add(product, bias), z: hyperbolicTangent(product) });
    expect(opsAfter(fuseBiasIntoGemm, shared)).toEqual(['MatMul', 'Add', 'Tanh']);
    const batches = matmul(input('batches', 'float32', ['batch', 3, 4]), w, { transposeB: true });
    expect(opsAfter(fuseBiasIntoGemm, createGraph({ y: add(batches, bias) }))).toEqual(['MatMul', 'Add']);
  });

  it('puts a matrix of the same shape into the product, whichever side of the sum it is on', () => {
    const residual = input('residual', 'float32', ['batch', 6]);
    expect(opsAfter(fuseBiasIntoGemm, createGraph({ y: add(product, residual) }))).toEqual(['Gemm']);
    expect(opsAfter(fuseBiasIntoGemm, createGraph({ y: add(residual, product) }))).toEqual(['Gemm']);
  });

  it('leaves a column of products that is repeated along a row', () => {
    const column = matmul(x, parameter('column', 'float32', [4, 1]));
    expect(opsAfter(fuseBiasIntoGemm, createGraph({ y: add(column, bias) }))).toEqual(['MatMul', 'Add']);
  });

  it('computes the same on random graphs', () => {
    const choices = fc.array(fc.nat(), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(choices, (list) => checkPasses([fuseBiasIntoGemm], randomGraph(list, 'float32'))),
      { numRuns: 100, seed: 3 },
    );
  });
});
