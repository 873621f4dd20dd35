import { describe, expect, it } from 'vitest';
import { add } from '../ops/elementwise/add.js';
import { hyperbolicTangent } from '../ops/elementwise/hyperbolic-tangent.js';
import { split } from '../ops/layout/split.js';
import { input } from '../ops/source/source-op.js';
import { createGraph, type Graph } from './graph.js';
import type { Node } from './node.js';
import { verifyGraph } from './verify-graph.js';

const x = input('x', 'float32', ['batch', 4]);
const graph = createGraph({ y: add(hyperbolicTangent(x), x) });

/** The graph with its node of an op in another form. */
function withNode(original: Graph, name: string, change: (node: Node) => Partial<Node>): Graph {
  const nodes = original.nodes.map((node) => (node.op.name === name ? { ...node, ...change(node) } : node));
  return { ...original, nodes };
}

describe('verifyGraph', () => {
  it('accepts a graph', () => {
    expect(() => verifyGraph(graph)).not.toThrow();
  });

  it('finds a node before its inputs', () => {
    expect(() => verifyGraph({ ...graph, nodes: graph.nodes.toReversed() })).toThrow(
      'the graph is out of order: an input of Add is made by no node before it',
    );
  });

  it('finds an output that no node makes', () => {
    const outputs = new Map([['y', hyperbolicTangent(x)]]);
    expect(() => verifyGraph({ ...graph, outputs })).toThrow(
      "the graph is out of order: output 'y' is made by no node before it",
    );
  });

  it('finds a type that is not what the shape rule says', () => {
    const wider = withNode(graph, 'Tanh', ({ outputs }) => ({
      outputs: outputs.map((output) => ({ ...output, shape: ['batch', 5] })),
    }));
    expect(() => verifyGraph(wider)).toThrow(
      'the graph is inconsistent: Tanh makes float32[batch, 4], the graph says float32[batch, 5]',
    );
  });

  it('finds a missing output', () => {
    const pieces = split(x, { axis: 1, sizes: [1, 3] });
    const fewer = withNode(createGraph({ y: pieces[0] ?? x }), 'Split', ({ outputs }) => ({
      outputs: outputs.slice(0, 1),
    }));
    expect(() => verifyGraph(fewer)).toThrow('Split makes 2 outputs, the graph says 1');
  });

  it('finds inputs that do not fit', () => {
    const narrow = input('narrow', 'float32', ['batch', 3]);
    const mixed = withNode(graph, 'Add', ({ inputs }) => ({ inputs: [inputs[0] ?? x, narrow] }));
    expect(() => verifyGraph({ ...mixed, nodes: [narrow.node, ...mixed.nodes] })).toThrow('Add: shapes do not fit');
  });
});
