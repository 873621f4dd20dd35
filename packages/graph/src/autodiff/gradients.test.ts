import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { interpret } from '../interpreter/interpret.js';
import { type NdArray, ndArray } from '../interpreter/nd-array.js';
import { createGraph } from '../ir/graph.js';
import type { Value } from '../ir/value.js';
import { add } from '../ops/elementwise/add.js';
import { multiply } from '../ops/elementwise/multiply.js';
import { gather } from '../ops/gather/gather.js';
import { matmul } from '../ops/matmul/matmul.js';
import { reduceSum } from '../ops/reduce/reduce-sum.js';
import { input, parameter } from '../ops/source/source-op.js';
import { gradients } from './gradients.js';

const table = parameter('table', 'float64', [4, 2]);
const ids = input('ids', 'int32', ['batch', 3]);
const rows = gather(table, ids);
const weights = input('weights', 'float64', ['batch', 3, 2]);
const loss = reduceSum(multiply(multiply(rows, rows), weights));
const graph = createGraph({ loss, rows });

const feeds = {
  table: ndArray('float64', [4, 2], [1, 2, 3, 4, 5, 6, 7, 8]),
  ids: ndArray('int32', [2, 3], [0, 2, 2, 3, 0, 2]),
  weights: ndArray('float64', [2, 3, 2], [1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6]),
};

describe('gradients', () => {
  it('keeps the outputs and adds the gradients', () => {
    const result = gradients(graph);
    expect([...result.graph.outputs.keys()]).toEqual(['loss', 'rows', 'gradient:table']);
    expect(result.gradients).toEqual(new Map([['table', { kind: 'dense', gradient: 'gradient:table' }]]));
  });

  it('come in the order of the backward pass: those of the last parameters first', () => {
    const [first, last] = [parameter('first', 'float64', [2]), parameter('last', 'float64', [2])];
    const { graph: both } = gradients(
      createGraph({ loss: reduceSum(multiply(multiply(rows, first) as Value<'float64'>, last)) }),
      {
        rowGradients: ['table'],
      },
    );
    const names = ['gradient:last', 'gradient:first', 'values:table', 'indices:table'];
    expect([...both.outputs.keys()]).toEqual(['loss', ...names]);
  });

  it('by rows add up to the dense gradient', () => {
    const dense = interpret(gradients(graph).graph, feeds).get('gradient:table') as NdArray;
    const byRows = gradients(graph, { rowGradients: ['table'] });
    expect(byRows.gradients.get('table')).toEqual({ kind: 'rows', indices: 'indices:table', values: 'values:table' });
    const outputs = interpret(byRows.graph, feeds);
    const [indices, values] = [outputs.get('indices:table'), outputs.get('values:table')] as [NdArray, NdArray];
    expect([indices.shape, values.shape]).toEqual([[6], [6, 2]]);
    const scattered = new Float64Array(8);
    for (const [position, row] of indices.data.entries()) {
      for (const column of [0, 1]) scattered[row * 2 + column]! += values.data[position * 2 + column]!;
    }
    expect(scattered).toEqual(dense.data);
  });

  it('by rows of a table of numbers are numbers', () => {
    const bias = parameter('bias', 'float64', [4]);
    const { graph: step } = gradients(createGraph({ loss: reduceSum(gather(bias, ids)) }), { rowGradients: ['bias'] });
    expect(step.outputs.get('indices:bias')?.shape).toEqual(['3*batch']);
    expect(step.outputs.get('values:bias')?.shape).toEqual(['3*batch']);
  });

  it('by rows are refused when the table is used otherwise', () => {
    const tied = matmul(rows, table, { transposeB: true });
    const attempt = (other: Value) => () =>
      gradients(createGraph({ loss: add(loss, reduceSum(other)) }), { rowGradients: ['table'] });
    expect(attempt(tied)).toThrow(ConfigError);
    expect(attempt(tied)).toThrow(
      "the gradient of 'table' cannot be a list of rows: it is used by Gather, MatMul, expected one Gather",
    );
    expect(attempt(gather(table, input('other', 'int32', ['batch'])))).toThrow('used by Gather, Gather');
  });

  it('of some parameters only, and of those alone on which the loss depends', () => {
    const other = parameter('other', 'float64', [2]);
    const both = createGraph({ loss: reduceSum(add(rows, other)), unused: parameter('unused', 'float64', []) });
    expect([...gradients(both).gradients.keys()]).toEqual(['table', 'other']);
    expect([...gradients(both, { parameters: ['other'] }).gradients.keys()]).toEqual(['other']);
  });

  it('can be differentiated again, under another name', () => {
    const first = gradients(graph).graph;
    const outputs = new Map([...first.outputs].map(([name, value]) => [name.replace('gradient:', 'first:'), value]));
    outputs.set('norm', reduceSum(multiply(first.outputs.get('gradient:table') as Value, 1)));
    const second = interpret(gradients(createGraph(outputs), { loss: 'norm' }).graph, feeds).get('gradient:table');
    // The loss is the sum of w * x^2, so the derivative of the sum of its gradient is 2 w, summed for each row.
    expect(Array.from(second?.data ?? [])).toEqual([12, -12, 0, 0, 22, -22, 8, -8]);
  });

  it('refuses names that do not exist, or exist already', () => {
    expect(() => gradients(graph, { loss: 'cost' })).toThrow("the graph has no output 'cost' to differentiate");
    expect(() => gradients(graph, { parameters: ['w'] })).toThrow("the graph has no parameter 'w'");
    expect(() => gradients(graph, { rowGradients: ['w'] })).toThrow("the graph has no parameter 'w'");
    expect(() => gradients(gradients(graph).graph)).toThrow("the graph already has an output 'gradient:table'");
    expect(() => gradients(graph, { loss: 'rows' })).toThrow('the loss is a floating-point scalar');
  });
});
