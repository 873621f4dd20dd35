import {
  applyPasses,
  createGraph,
  formatGraph,
  type Graph,
  hyperbolicTangent,
  input,
  matmul,
  multiply,
  type Pass,
  parameter,
  reduceSum,
  type Value,
} from '@bertsmith/graph';
import { checkPasses, randomGraph } from '@bertsmith/graph/conformance';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CPU_PASSES } from './cpu-passes.js';
import { foldScaleIntoMatMul } from './fold-scale-into-matmul.js';
import { sumColumnsByProduct } from './sum-columns-by-product.js';

const x = input('x', 'float32', ['batch', 4]);
const w = parameter('w', 'float32', [6, 4]);
const product = matmul(x, w, { transposeB: true });

function after(pass: Pass, graph: Graph): string {
  return `\n${formatGraph(applyPasses(graph, [pass], { verify: true }))}`;
}

function opsAfter(pass: Pass, graph: Graph): string[] {
  const { nodes } = applyPasses(graph, [pass], { verify: true });
  return nodes.map((node) => node.op.name).filter((name) => name !== 'Input' && name !== 'Parameter');
}

describe('fold-scale-into-matmul', () => {
  it('puts a constant factor into a product', () => {
    expect(after(foldScaleIntoMatMul, createGraph({ y: multiply(multiply(product, 0.5), 3) }))).toMatchInlineSnapshot(`
      "
      %0: float32[batch, 4] = Input name="x"
      %1: float32[6, 4] = Parameter name="w"
      %2: float32[batch, 6] = MatMul %0 %1 transposeA=false transposeB=true alpha=1.5
      return y = %2
      "
    `);
  });

  it('leaves a product that others use, and a factor that is no constant', () => {
    const shared = createGraph({ y: multiply(product, 0.5), z: hyperbolicTangent(product) });
    expect(opsAfter(foldScaleIntoMatMul, shared)).toEqual(['MatMul', 'Constant', 'Mul', 'Tanh']);
    const factor = input('factor', 'float32', []);
    expect(opsAfter(foldScaleIntoMatMul, createGraph({ y: multiply(product, factor) }))).toEqual(['MatMul', 'Mul']);
  });
});

describe('factors', () => {
  const halves = input('halves', 'float16', [2, 4]);
  const halfProduct = matmul(halves, input('others', 'float16', [4, 6]));

  function alphaAfter(value: Value): unknown {
    return applyPasses(createGraph({ y: value }), [foldScaleIntoMatMul]).outputs.get('y')?.node.attributes.alpha;
  }

  it('of 16 bits are decoded', () => {
    expect(alphaAfter(multiply(halfProduct, 0.5))).toBe(0.5);
    expect(alphaAfter(multiply(matmul(input('x', 'bfloat16', [2, 2]), input('w', 'bfloat16', [2, 2])), -3))).toBe(-3);
  });

  it('that the dtype does not have are not multiplied', () => {
    expect(alphaAfter(multiply(multiply(halfProduct, 0.001), 0.001))).toBeUndefined();
    expect(alphaAfter(multiply(multiply(halfProduct, 300), 300))).toBeUndefined();
    expect(alphaAfter(multiply(multiply(product, 0.001), 0.001))).toBeCloseTo(1e-6);
    expect(alphaAfter(multiply(product, 0))).toBeUndefined();
  });
});

describe('sum-columns-by-product', () => {
  it("sums a matrix's columns with a row of ones", () => {
    const graph = createGraph({ y: reduceSum(x, { axes: [0] }), kept: reduceSum(x, { axes: [0], keepDims: true }) });
    expect(after(sumColumnsByProduct, graph)).toMatchInlineSnapshot(`
      "
      %0: float32[] = Constant data=[1]
      %1: float32[1, batch] = Expand %0
      %2: float32[batch, 4] = Input name="x"
      %3: float32[1, 4] = MatMul %1 %2 transposeA=false transposeB=false alpha=1
      %4: float32[4] = Reshape %3
      %5: float32[] = Constant data=[1]
      %6: float32[1, batch] = Expand %5
      %7: float32[1, 4] = MatMul %6 %2 transposeA=false transposeB=false alpha=1
      return y = %4
      return kept = %7
      "
    `);
  });

  it('leaves other sums and other dtypes', () => {
    const doubles = input('doubles', 'float64', [3, 4]);
    const graph = createGraph({
      all: reduceSum(x),
      rows: reduceSum(x, { axes: [1] }),
      doubles: reduceSum(doubles, { axes: [0] }),
    });
    expect(opsAfter(sumColumnsByProduct, graph)).toEqual(['ReduceSum', 'ReduceSum', 'ReduceSum']);
  });
});

describe('random graphs', () => {
  const choices = fc.array(fc.nat(), { minLength: 1, maxLength: 10 });

  it.each([
    ['fold-scale-into-matmul', [foldScaleIntoMatMul]],
    ['sum-columns-by-product', [sumColumnsByProduct]],
  ])('compute the same after %s', (_, passes) => {
    // In float32 the passes do more, and 16-bit constants are kept as bits; the interpreter computes in float64 all the same.
    for (const dtype of ['float32', 'float16', 'bfloat16'] as const) {
      fc.assert(
        fc.property(choices, (list) => checkPasses(passes, randomGraph(list, dtype))),
        { numRuns: 100, seed: 3 },
      );
    }
  });

  it('compute the same after all passes of the CPU', () => {
    fc.assert(
      fc.property(choices, (list) => checkPasses(CPU_PASSES, randomGraph(list))),
      { numRuns: 100, seed: 4 },
    );
  });
});
