import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradients } from '../autodiff/gradients.js';
import { randomGraph } from '../conformance/random-graph.js';
import { interpret } from '../interpreter/interpret.js';
import { createGraph, type Graph } from '../ir/graph.js';
import { peakActivationBytes } from '../ir/peak-activation-bytes.js';
import { topologicalOrder } from '../ir/topological-order.js';
import type { Value } from '../ir/value.js';
import { verifyGraph } from '../ir/verify-graph.js';
import { exponential } from '../ops/elementwise/exponential.js';
import { gelu } from '../ops/elementwise/gelu.js';
import { hyperbolicTangent } from '../ops/elementwise/hyperbolic-tangent.js';
import { matmul } from '../ops/matmul/matmul.js';
import { reduceSum } from '../ops/reduce/reduce-sum.js';
import { input, parameter } from '../ops/source/source-op.js';
import { STANDARD_PASSES } from '../passes/standard-passes.js';
import { applyPasses } from '../rewrite/pass.js';
import { recomputeCheapValues } from './recompute-cheap-values.js';

type Activation = (x: Value<'float32'>) => Value<'float32'>;

/** Layers of two products with an activation function between them; the gradient of the second reads what it gives. */
function buildStep(layers: number, activation: Activation): Graph {
  let state = input('x', 'float32', ['batch', 4]) as Value<'float32'>;
  for (let layer = 0; layer < layers; layer++) {
    const [wide, narrow] = [
      parameter(`wide${layer}`, 'float32', [4, 16]),
      parameter(`narrow${layer}`, 'float32', [16, 4]),
    ];
    state = matmul(activation(matmul(state, wide) as Value<'float32'>), narrow) as Value<'float32'>;
  }
  return gradients(createGraph({ loss: reduceSum(exponential(state)) })).graph;
}

const count = (graph: Graph, op: string) => graph.nodes.filter((node) => node.op.name === op).length;
const loss = (graph: Graph) => graph.outputs.get('loss') as Value;

describe('recomputeCheapValues', () => {
  const step = buildStep(3, gelu);
  const smaller = recomputeCheapValues(step);

  it('computes each activation once more, after a gradient', () => {
    verifyGraph(smaller);
    expect([count(step, 'Gelu'), count(smaller, 'Gelu'), count(smaller, 'MatMul')]).toEqual([
      3,
      6,
      count(step, 'MatMul'),
    ]);
    const forward = new Set(topologicalOrder([loss(smaller)]));
    const copies = smaller.nodes.filter((node) => node.op.name === 'Gelu' && !forward.has(node));
    expect(copies.map(({ inputs }) => inputs[0]?.node.op.name)).toEqual(['WaitFor', 'WaitFor', 'WaitFor']);
  });

  it('survives common subexpression elimination', () => {
    expect(count(applyPasses(smaller, STANDARD_PASSES, { verify: true }), 'Gelu')).toBe(6);
  });

  it('takes less memory', () => {
    const deep = buildStep(12, gelu);
    // Of 36 numbers for each row and layer, 16 are not kept.
    const [before, after] = [deep, recomputeCheapValues(deep)].map((graph) =>
      peakActivationBytes(graph, { batch: 100 }),
    );
    expect(after).toBeLessThan(0.65 * (before as number));
  });

  it('keeps what the backward pass has the operand of only for its sake', () => {
    // The gradient of tanh reads its result, so that the operand is not kept.
    const other = buildStep(3, hyperbolicTangent);
    expect(recomputeCheapValues(other).nodes).toEqual(other.nodes);
  });

  it('leaves a graph without gradients as it is', () => {
    const evaluation = createGraph({ loss: loss(step) });
    expect(recomputeCheapValues(evaluation).nodes).toEqual(evaluation.nodes);
  });

  it('refuses a loss that is not there', () => {
    expect(() => recomputeCheapValues(step, { loss: 'cost' })).toThrow("the graph has no output 'cost'");
  });

  it('computes the same on random graphs', () => {
    let rewritten = 0;
    const property = fc.property(fc.array(fc.nat(), { minLength: 1, maxLength: 12 }), (choices) => {
      const { graph, feeds } = randomGraph(choices);
      const other = recomputeCheapValues(graph);
      verifyGraph(other);
      expect(interpret(other, feeds)).toEqual(interpret(graph, feeds));
      if (other.nodes.length > graph.nodes.length) rewritten++;
    });
    fc.assert(property, { numRuns: 500, seed: 5 });
    expect(rewritten).toBeGreaterThan(0);
  });
});
