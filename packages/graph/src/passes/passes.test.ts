import { describe, expect, it } from 'vitest';
import { checkPasses } from '../conformance/check-passes.js';
import { randomGraph } from '../conformance/random-graph.js';
import { formatGraph } from '../ir/format-graph.js';
import { createGraph, type Graph } from '../ir/graph.js';
import { add } from '../ops/elementwise/add.js';
import { divide } from '../ops/elementwise/divide.js';
import { hyperbolicTangent } from '../ops/elementwise/hyperbolic-tangent.js';
import { multiply } from '../ops/elementwise/multiply.js';
import { subtract } from '../ops/elementwise/subtract.js';
import { cast } from '../ops/layout/cast.js';
import { reshape } from '../ops/layout/reshape.js';
import { transpose } from '../ops/layout/transpose.js';
import { matmul } from '../ops/matmul/matmul.js';
import { dropoutMask } from '../ops/random/dropout-mask.js';
import { reduceSum } from '../ops/reduce/reduce-sum.js';
import { scalar, scalarNumber } from '../ops/source/scalar.js';
import { isConstantNode } from '../ops/source/source-nodes.js';
import { constant, input, parameter } from '../ops/source/source-op.js';
import { applyPasses, type Pass } from '../rewrite/pass.js';
import { eliminateCommonSubexpressions } from './eliminate-common-subexpressions.js';
import { eliminateDeadCode } from './eliminate-dead-code.js';
import { foldConstants } from './fold-constants.js';
import { foldTransposeIntoMatMul } from './fold-transpose-into-matmul.js';
import { simplifyLayout } from './simplify-layout.js';

const x = input('x', 'float32', ['batch', 4]);

function after(pass: Pass, graph: Graph): string {
  return `\n${formatGraph(applyPasses(graph, [pass], { verify: true }))}`;
}

describe('fold-constants', () => {
  it('computes what depends on constants alone', () => {
    const factor = divide(scalar('float32', 1), add(scalar('float32', 3), 1));
    expect(after(foldConstants, createGraph({ y: multiply(x, factor) }))).toMatchInlineSnapshot(`
      "
      %0: float32[batch, 4] = Input name="x"
      %1: float32[] = Constant data=[0.25]
      %2: float32[batch, 4] = Mul %0 %1
      return y = %2
      "
    `);
  });

  it('rounds to the dtype, 16-bit floats and 64-bit integers too', () => {
    const y = cast(cast(scalar('float64', 1.0004), 'bfloat16'), 'float32');
    const n = add(scalar('int64', 2), cast(scalar('float32', 0.5), 'int64'));
    expect(after(foldConstants, createGraph({ y, n }))).toMatchInlineSnapshot(`
      "
      %0: float32[] = Constant data=[1]
      %1: int64[] = Constant data=[2]
      return y = %0
      return n = %1
      "
    `);
  });

  it('computes integers exactly, and wraps them around as runtimes do', () => {
    const graph = createGraph({
      product: multiply(scalar('uint32', 4000000001), scalar('uint32', 4000000003)),
      square: multiply(scalar('int32', 2000000011), scalar('int32', 2000000011)),
      sum: add(scalar('int32', 2 ** 31 - 1), 1),
      difference: subtract(scalar('uint8', 3), 5),
      quotient: divide(scalar('int64', -7), 2),
      narrow: cast(scalar('int32', -1), 'uint16'),
    });
    const folded = applyPasses(graph, [foldConstants], { verify: true });
    const numbers = [...folded.outputs.values()].map((value) => scalarNumber(value));
    expect(numbers).toEqual([804036611, Number(BigInt.asIntN(32, 2000000011n ** 2n)), -(2 ** 31), 254, -3, 65535]);
  });

  it('leaves integers that are not exact to the runtime', () => {
    const large = constant('int64', [], BigInt64Array.of(2n ** 53n + 1n));
    const graph = createGraph({
      product: multiply(scalar('int64', 2 ** 40), 2 ** 20),
      sum: add(large, 1),
      sums: reduceSum(constant('int64', [3], BigInt64Array.of(2n ** 53n - 1n, 2n, 1n - 2n ** 53n))),
      overflown: reduceSum(constant('int32', [2], Int32Array.of(2 ** 31 - 1, 1))),
      divided: divide(scalar('int32', 7), 0),
      nothing: cast(scalar('float32', Number.NaN), 'int64'),
      outside: cast(scalar('float32', 300), 'uint8'),
    });
    const folded = applyPasses(graph, [foldConstants], { verify: true });
    expect([...folded.outputs.values()].filter(({ node }) => isConstantNode(node))).toEqual([]);
  });

  it('leaves large results and results of unknown size to the runtime', () => {
    const large = constant('float32', [40, 40], new Float32Array(1600));
    const graph = createGraph({ y: hyperbolicTangent(large) });
    expect(applyPasses(graph, [foldConstants]).nodes).toHaveLength(2);
  });
});

describe('simplify-layout', () => {
  it('joins reshapes and transpositions, and drops those that change nothing', () => {
    const twice = reshape(reshape(x, [2, '2*batch']), ['2*batch', 2]);
    const back = transpose(transpose(twice, [1, 0]), [1, 0]);
    const turned = transpose(transpose(reshape(x, [2, 'batch', 2]), [1, 2, 0]), [1, 2, 0]);
    const graph = createGraph({
      back,
      turned,
      idle: transpose(x, [0, 1]),
      same: reshape(reshape(x, ['4*batch']), ['batch', 4]),
    });
    expect(after(simplifyLayout, graph)).toMatchInlineSnapshot(`
      "
      %0: float32[batch, 4] = Input name="x"
      %1: float32[2*batch, 2] = Reshape %0
      %2: float32[2, batch, 2] = Reshape %0
      %3: float32[2, 2, batch] = Transpose %2 permutation=[2,0,1]
      return back = %1
      return turned = %3
      return idle = %0
      return same = %0
      "
    `);
  });
});

describe('fold-transpose-into-matmul', () => {
  it('turns transpositions of the last two axes into flags', () => {
    const w = parameter('w', 'float32', [6, 4]);
    const y = matmul(x, transpose(w, [1, 0]));
    const z = matmul(transpose(x, [1, 0]), x);
    const undone = matmul(transpose(x, [1, 0]), x, { transposeA: true, transposeB: true });
    expect(after(foldTransposeIntoMatMul, createGraph({ y, z, undone }))).toMatchInlineSnapshot(`
      "
      %0: float32[batch, 4] = Input name="x"
      %1: float32[6, 4] = Parameter name="w"
      %2: float32[batch, 6] = MatMul %0 %1 transposeA=false transposeB=true alpha=1
      %3: float32[4, 4] = MatMul %0 %0 transposeA=true transposeB=false alpha=1
      %4: float32[batch, batch] = MatMul %0 %0 transposeA=false transposeB=true alpha=1
      return y = %2
      return z = %3
      return undone = %4
      "
    `);
  });

  it('keeps other permutations, and the transposition that is an output itself', () => {
    const heads = input('heads', 'float32', [5, 4, 3]);
    const swapped = transpose(heads, [0, 2, 1]);
    const graph = createGraph({
      moved: matmul(transpose(heads, [1, 0, 2]), transpose(heads, [1, 2, 0])),
      swapped,
      y: matmul(swapped, heads),
    });
    expect(after(foldTransposeIntoMatMul, graph)).toMatchInlineSnapshot(`
      "
      %0: float32[5, 4, 3] = Input name="heads"
      %1: float32[4, 5, 3] = Transpose %0 permutation=[1,0,2]
      %2: float32[4, 3, 5] = Transpose %0 permutation=[1,2,0]
      %3: float32[4, 5, 5] = MatMul %1 %2 transposeA=false transposeB=false alpha=1
      %4: float32[5, 3, 4] = Transpose %0 permutation=[0,2,1]
      %5: float32[5, 3, 3] = MatMul %0 %0 transposeA=true transposeB=false alpha=1
      return moved = %3
      return swapped = %4
      return y = %5
      "
    `);
  });
});

describe('eliminate-common-subexpressions', () => {
  it('computes the same op of the same inputs once', () => {
    const y = add(multiply(x, 2), hyperbolicTangent(multiply(x, 2)));
    expect(after(eliminateCommonSubexpressions, createGraph({ y }))).toMatchInlineSnapshot(`
      "
      %0: float32[batch, 4] = Input name="x"
      %1: float32[] = Constant data=[2]
      %2: float32[batch, 4] = Mul %0 %1
      %3: float32[batch, 4] = Tanh %2
      %4: float32[batch, 4] = Add %2 %3
      return y = %4
      "
    `);
  });

  it('keeps apart what differs in an attribute, a bit of a constant, or a random site', () => {
    const key = input('key', 'uint32', [2]);
    const mask = (site: number) => dropoutMask(key, { site, keepProbability: 0.9, shape: ['batch', 4] });
    const signs = multiply(divide(x, scalar('float32', 0)), divide(x, scalar('float32', -0)));
    const graph = createGraph({ y: add(add(mask(1), mask(2)), mask(1)), signs });
    expect(after(eliminateCommonSubexpressions, graph)).toMatchInlineSnapshot(`
      "
      %0: uint32[2] = Input name="key"
      %1: float32[batch, 4] = DropoutMask %0 site=1 keepProbability=0.9
      %2: float32[batch, 4] = DropoutMask %0 site=2 keepProbability=0.9
      %3: float32[batch, 4] = Add %1 %2
      %4: float32[batch, 4] = Add %3 %1
      %5: float32[batch, 4] = Input name="x"
      %6: float32[] = Constant data=[0]
      %7: float32[batch, 4] = Div %5 %6
      %8: float32[] = Constant data=[-0]
      %9: float32[batch, 4] = Div %5 %8
      %10: float32[batch, 4] = Mul %7 %9
      return y = %4
      return signs = %10
      "
    `);
  });
});

describe('eliminate-dead-code', () => {
  it('leaves out what no output needs', () => {
    const graph = createGraph({ y: hyperbolicTangent(x), z: multiply(x, 2) });
    const fewer = { ...graph, outputs: new Map([...graph.outputs].slice(0, 1)) };
    expect(after(eliminateDeadCode, fewer)).toMatchInlineSnapshot(`
      "
      %0: float32[batch, 4] = Input name="x"
      %1: float32[batch, 4] = Tanh %0
      return y = %1
      "
    `);
  });
});

describe('checkPasses', () => {
  const ADD_ONLY = [0, 24, 48];

  it('refuses a pass that changes a result', () => {
    const wrong: Pass = {
      name: 'wrong',
      run: (graph) => createGraph(new Map([...graph.outputs].map(([name, value]) => [name, multiply(value, 1.001)]))),
    };
    expect(() => checkPasses([wrong], randomGraph(ADD_ONLY))).toThrow(/after the passes/);
  });

  it('refuses a pass that changes a shape or loses an output', () => {
    const flat: Pass = {
      name: 'flat',
      run: ({ outputs }) =>
        createGraph(new Map([...outputs].map(([name, value]) => [name, reshape(value, [1, ...value.shape])]))),
    };
    expect(() => checkPasses([flat], randomGraph(ADD_ONLY))).toThrow(/had shape/);
    const none: Pass = { name: 'none', run: () => createGraph({}) };
    expect(() => checkPasses([none], randomGraph(ADD_ONLY))).toThrow(/had shape/);
  });
});
