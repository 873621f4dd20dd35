import { gradients } from '@bertsmith/graph';
import { ParameterArena, type ParameterSpecification } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { dominantClassModel } from '../../test/dominant-class.js';
import { trainableParameters } from './trainable-parameters.js';

function parameter(name: string, length: number, gradient: 'dense' | 'rows' = 'dense'): ParameterSpecification {
  return { name, shape: [length, 1], initialization: { constant: 0 }, weightDecay: true, gradient };
}

const arena = new ParameterArena([
  parameter('table', 64, 'rows'),
  parameter('a', 20),
  parameter('b', 16),
  parameter('c', 5),
  parameter('d', 1),
]);

describe('trainableParameters', () => {
  it('is everything in one range without groups', () => {
    const { names, denseRanges } = trainableParameters(arena);
    expect([...names]).toEqual(['a', 'b', 'c', 'd', 'table']);
    expect(denseRanges).toEqual([{ from: 0, to: arena.denseLength }]);
  });

  it('leaves out what is frozen, the gaps of neighbours included', () => {
    const { names, denseRanges } = trainableParameters(arena, [{ parameters: ['b', 'table'], frozen: true }]);
    expect([...names]).toEqual(['a', 'c', 'd']);
    expect(denseRanges).toEqual([
      { from: 0, to: 32 },
      { from: 48, to: 80 },
    ]);
  });

  it('has no dense range when only a table is trained', () => {
    const { denseRanges } = trainableParameters(arena, [
      { parameters: '*', frozen: true },
      { parameters: 'table', frozen: false },
    ]);
    expect(denseRanges).toEqual([]);
  });

  it('spares a step the gradients of what is frozen, and the way back to them', () => {
    const model = dominantClassModel();
    const graph = model.buildTrainingGraph();
    const frozen = trainableParameters(model.arena, [
      { parameters: ['bert.embeddings.*', 'bert.encoder.*'], frozen: true },
    ]);
    const step = gradients(graph, { parameters: [...frozen.names] });
    expect([...step.gradients.keys()]).toEqual([
      'bert.pooler.dense.weight',
      'bert.pooler.dense.bias',
      'classifier.weight',
      'classifier.bias',
    ]);
    const backwardNodes = (nodes: number) => nodes - graph.nodes.length;
    const all = gradients(graph, { parameters: [...trainableParameters(model.arena).names] });
    expect(backwardNodes(step.graph.nodes.length)).toBeLessThan(backwardNodes(all.graph.nodes.length) / 3);
  });
});
