import { ConfigError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradients } from '../autodiff/gradients.js';
import { randomGraph } from '../conformance/random-graph.js';
import { interpret } from '../interpreter/interpret.js';
import { type NdArray, ndArray } from '../interpreter/nd-array.js';
import { formatGraph } from '../ir/format-graph.js';
import { createGraph, type Graph } from '../ir/graph.js';
import { peakActivationBytes } from '../ir/peak-activation-bytes.js';
import { topologicalOrder } from '../ir/topological-order.js';
import type { Value } from '../ir/value.js';
import { verifyGraph } from '../ir/verify-graph.js';
import { add } from '../ops/elementwise/add.js';
import { exponential } from '../ops/elementwise/exponential.js';
import { hyperbolicTangent } from '../ops/elementwise/hyperbolic-tangent.js';
import { multiply } from '../ops/elementwise/multiply.js';
import { matmul } from '../ops/matmul/matmul.js';
import { dropoutMask } from '../ops/random/dropout-mask.js';
import { reduceSum } from '../ops/reduce/reduce-sum.js';
import { input, parameter } from '../ops/source/source-op.js';
import { STANDARD_PASSES } from '../passes/standard-passes.js';
import { applyPasses } from '../rewrite/pass.js';
import { recomputeSegments } from './recompute-segments.js';

interface Chain {
  readonly step: Graph;
  /** What each layer gives. */
  readonly hidden: readonly Value[];
}

/** Layers of `tanh(tanh(x W) * mask + x)`; the gradients read the products' operands and results. */
function buildChain(layers: number): Chain {
  const key = input('key', 'uint32', [2]);
  const hidden: Value[] = [];
  let state: Value<'float32'> = input('x', 'float32', ['batch', 4]) as Value<'float32'>;
  for (let layer = 0; layer < layers; layer++) {
    const weight = parameter(`w${layer}`, 'float32', [4, 4]) as Value<'float32'>;
    const inner: Value<'float32'> = hyperbolicTangent(matmul(state, weight));
    const mask = dropoutMask(key, { site: layer, keepProbability: 0.5, shape: ['batch', 4] }) as Value<'float32'>;
    const dropped: Value<'float32'> = multiply(inner, mask);
    const sum: Value<'float32'> = add(dropped, state);
    state = hyperbolicTangent(sum);
    hidden.push(state);
  }
  return { step: gradients(createGraph({ loss: reduceSum(exponential(state)) })).graph, hidden };
}

function feedsOf({ inputs, parameters }: Graph): Record<string, NdArray> {
  const draw = (shape: readonly number[], seed: number) =>
    Array.from({ length: shape.reduce((count, size) => count * size, 1) }, (_, index) => Math.sin(index * 7 + seed));
  const floats = [...inputs, ...parameters].filter(([name]) => name !== 'key');
  const arrays = floats.map(([name, { shape }], seed) => {
    const sizes = shape.map((size) => (typeof size === 'number' ? size : 3));
    return [name, ndArray('float32', sizes, draw(sizes, seed))] as const;
  });
  return { ...Object.fromEntries(arrays), key: ndArray('uint32', [2], [5, 9]) };
}

const count = (graph: Graph, op: string) => graph.nodes.filter((node) => node.op.name === op).length;

describe('recomputeSegments', () => {
  const { step, hidden } = buildChain(4);
  const kept = hidden.slice(0, 3);
  const smaller = recomputeSegments(step, kept);

  it('computes the same numbers under the same names', () => {
    verifyGraph(smaller);
    const [expected, actual] = [step, smaller].map((graph) => interpret(graph, feedsOf(step)));
    expect(actual).toEqual(expected);
    expect([...smaller.inputs.keys()].sort()).toEqual([...step.inputs.keys()].sort());
    expect([...smaller.outputs.keys()]).toEqual([...step.outputs.keys()]);
  });

  it('repeats each segment once, and not what comes after the last kept value', () => {
    // The first segment's product is not read by any gradient, but its tanh is.
    expect(count(smaller, 'DropoutMask')).toBe(count(step, 'DropoutMask') + 3);
    expect(count(smaller, 'Exp')).toBe(count(step, 'Exp'));
  });

  it('survives common subexpression elimination', () => {
    const after = applyPasses(smaller, STANDARD_PASSES, { verify: true });
    expect(count(after, 'DropoutMask')).toBe(count(smaller, 'DropoutMask'));
    expect(count(after, 'Tanh')).toBe(count(smaller, 'Tanh'));
    expect(count(after, 'Tanh')).toBeGreaterThan(count(step, 'Tanh'));
  });

  it('makes every copy wait for a gradient: none can run before the loss is known', () => {
    const forward = new Set(topologicalOrder([smaller.outputs.get('loss') as Value]));
    const copies = smaller.nodes.filter(({ op }) => op.name === 'DropoutMask').filter((node) => !forward.has(node));
    expect(copies).toHaveLength(3);
    const tail = step.nodes.find(({ op }) => op.name === 'Exp');
    for (const copy of copies) expect(topologicalOrder([copy.outputs[0] as Value])).toContain(tail);
  });

  it('lets segments wait for each other, the last one first', () => {
    const sites = (node: Value) =>
      topologicalOrder([node]).flatMap(({ op, attributes }) => (op.name === 'DropoutMask' ? [attributes.site] : []));
    const forward = new Set(topologicalOrder([smaller.outputs.get('loss') as Value]));
    const copies = smaller.nodes.filter((node) => node.op.name === 'DropoutMask' && !forward.has(node));
    const before = copies.map((copy) => new Set(copy.inputs.flatMap(sites)).size);
    // All four masks of the forward pass are needed for any gradient, and copies do not add sites.
    expect(before).toEqual([4, 4, 4]);
    expect(copies.map(({ attributes }) => attributes.site)).toEqual([2, 1, 0]);
  });

  it('takes less memory, the less the fewer layers are between two kept values', () => {
    const many = buildChain(24);
    const peak = (every: number) => {
      const chosen = many.hidden.slice(0, -1).filter((_, index) => (index + 1) % every === 0);
      return peakActivationBytes(recomputeSegments(many.step, chosen), { batch: 100 });
    };
    const none = peakActivationBytes(many.step, { batch: 100 });
    expect(peak(1)).toBeLessThan(0.4 * none);
    expect(peak(1)).toBeLessThan(peak(12));
    expect(peak(12)).toBeLessThan(none);
  });

  it('writes this for one layer', () => {
    const x = input('x', 'float32', ['batch', 2]) as Value<'float32'>;
    const w = parameter('w', 'float32', [2, 2]) as Value<'float32'>;
    const layer: Value<'float32'> = hyperbolicTangent(exponential(matmul(x, w)));
    const { graph } = gradients(createGraph({ loss: reduceSum(exponential(layer)) }));
    expect(`\n${formatGraph(recomputeSegments(graph, [layer]))}`).toMatchInlineSnapshot(`
      "
      %0: float32[batch, 2] = Input name="x"
      %1: float32[2, 2] = Parameter name="w"
      %2: float32[batch, 2] = MatMul %0 %1 transposeA=false transposeB=false alpha=1
      %3: float32[batch, 2] = Exp %2
      %4: float32[batch, 2] = Tanh %3
      %5: float32[batch, 2] = Exp %4
      %6: float32[] = ReduceSum %5 axes=[0,1] keepDims=false
      %7: float32[] = Constant data=[1]
      %8: float32[1, 1] = Reshape %7
      %9: float32[batch, 2] = Expand %8
      %10: float32[batch, 2] = Mul %9 %5
      %11: float32[] = Constant data=[1]
      %12: float32[batch, 2] = Mul %4 %4
      %13: float32[batch, 2] = Sub %11 %12
      %14: float32[batch, 2] = Mul %10 %13
      %15: float32[batch, 2] = WaitFor %0 %14
      %16: float32[batch, 2] = MatMul %15 %1 transposeA=false transposeB=false alpha=1
      %17: float32[batch, 2] = Exp %16
      %18: float32[batch, 2] = Mul %14 %17
      %19: float32[2, 2] = MatMul %0 %18 transposeA=true transposeB=false alpha=1
      return loss = %6
      return gradient:w = %19
      "
    `);
  });

  it('changes nothing when nothing is kept, or when no gradient needs what is not', () => {
    expect(recomputeSegments(step, []).nodes).toEqual(step.nodes);
    const evaluation = createGraph({ loss: step.outputs.get('loss') as Value });
    expect(recomputeSegments(evaluation, kept).nodes).toEqual(evaluation.nodes);
  });

  it('keeps what a later segment reads past a kept value', () => {
    const skip = exponential(hidden[0] as Value<'float32'>) as Value<'float32'>;
    const last: Value<'float32'> = multiply(hyperbolicTangent(hidden[1] as Value<'float32'>), skip);
    const { graph } = gradients(createGraph({ loss: reduceSum(last) }));
    const rewritten = recomputeSegments(graph, hidden.slice(0, 2));
    expect(interpret(rewritten, feedsOf(graph))).toEqual(interpret(graph, feedsOf(graph)));
    expect(count(rewritten, 'Exp')).toBe(count(graph, 'Exp'));
  });

  it('refuses a loss that is not there, and a value that the loss does not depend on', () => {
    expect(() => recomputeSegments(step, kept, { loss: 'cost' })).toThrow("the graph has no output 'cost'");
    const stranger = exponential(hidden[0] as Value<'float32'>);
    expect(() => recomputeSegments(step, [stranger])).toThrow(ConfigError);
    expect(() => recomputeSegments(step, [stranger])).toThrow(
      "float32[batch, 4] of Exp cannot be kept for the backward pass: the output 'loss' does not depend on it",
    );
  });

  it('computes the same on random graphs, whatever is kept', () => {
    const choices = fc.array(fc.nat(), { minLength: 1, maxLength: 12 });
    const property = fc.property(choices, fc.infiniteStream(fc.boolean()), (list, isKept) => {
      const { graph, feeds } = randomGraph(list);
      const forward = topologicalOrder([graph.outputs.get('loss') as Value]);
      const some = forward.flatMap(({ outputs }) => outputs.filter(() => isKept.next().value));
      const rewritten = recomputeSegments(graph, some);
      verifyGraph(rewritten);
      expect(interpret(rewritten, feeds)).toEqual(interpret(graph, feeds));
    });
    fc.assert(property, { numRuns: 200, seed: 5 });
  });
});
