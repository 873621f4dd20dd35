import { describe, expect, it } from 'vitest';
import { checkGradient } from '../conformance/check-gradient.js';
import { EMPTY_EXAMPLES } from '../conformance/empty-examples.js';
import { buildExample } from '../conformance/example-graph.js';
import { LARGE_EXAMPLES } from '../conformance/large-examples.js';
import { interpret } from '../interpreter/interpret.js';
import { createGraph } from '../ir/graph.js';
import { NOT_DIFFERENTIABLE } from '../ir/op-definition.js';
import { multiplyOp } from './elementwise/multiply.js';
import { negateOp } from './elementwise/negate.js';
import { OP_TABLE } from './table.js';

/** Ops without examples, and why. */
const WITHOUT_EXAMPLES: Record<string, string> = {
  Input: 'is fed from outside',
  Parameter: 'is fed from outside',
  DimensionSize: 'is of a named dimension, and examples have numbers only; tested where graphs are lowered and run',
};

describe('the table of ops', () => {
  it('has every name once', () => {
    const names = OP_TABLE.map((op) => op.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has examples of every op, or there is a reason', () => {
    const without = OP_TABLE.filter((op) => op.examples.length === 0).map((op) => op.name);
    expect(without.sort()).toEqual(Object.keys(WITHOUT_EXAMPLES).sort());
  });

  for (const op of OP_TABLE) {
    for (const example of op.examples) {
      it(`${op.name} (${example.title}): the evaluation has the shapes and dtypes of the shape rule`, () => {
        const { outputs, feeds } = buildExample(op, example);
        const graph = createGraph(Object.fromEntries(outputs.map((output, index) => [String(index), output])));
        const results = [...interpret(graph, feeds).values()];
        expect(results.map(({ dtype, shape }) => ({ dtype, shape }))).toEqual(
          outputs.map(({ dtype, shape }) => ({ dtype, shape })),
        );
      });
    }
  }

  for (const op of OP_TABLE) {
    if (op.gradient === NOT_DIFFERENTIABLE) continue;
    for (const example of op.examples) {
      it(`${op.name} (${example.title}): gradient equals central differences`, () => checkGradient(op, example));
    }
  }
});

describe('examples of nothing and of much', () => {
  const sources = ['Input', 'Parameter', 'Constant', 'DimensionSize', 'Iota'];
  const names = OP_TABLE.map(({ name }) => name).filter((name) => !sources.includes(name));

  it('are there for every op that takes anything', () => {
    expect(Object.keys(EMPTY_EXAMPLES).sort()).toEqual([...names].sort());
    expect(Object.keys(LARGE_EXAMPLES).sort()).toEqual([...names].sort());
  });

  for (const op of OP_TABLE) {
    for (const example of EMPTY_EXAMPLES[op.name] ?? []) {
      it(`${op.name} (${example.title}): has a gradient`, () => {
        const { outputs, feeds } = buildExample(op, example);
        const graph = createGraph(Object.fromEntries(outputs.map((output, index) => [String(index), output])));
        expect(interpret(graph, feeds).size).toBe(outputs.length);
        checkGradient(op, example);
      });
    }
  }
});

describe('checkGradient', () => {
  it('refuses a wrong gradient', () => {
    const wrong = { ...multiplyOp, gradient: ({ inputs }: { inputs: readonly never[] }) => [...inputs] };
    expect(() => checkGradient(wrong as never, multiplyOp.examples[0] as never)).toThrow(/central differences/);
  });

  it('refuses a missing gradient', () => {
    const missing = { ...multiplyOp, gradient: () => [undefined, undefined] };
    expect(() => checkGradient(missing, multiplyOp.examples[0] as never)).toThrow(
      /Mul \(same shape\), input x0: the gradient of element 0 is 0, central differences say/,
    );
  });

  it('refuses an example whose data is of another length', () => {
    const example = { title: 'short', inputs: [{ dtype: 'float32' as const, shape: [3], data: [1] }], attributes: {} };
    expect(() => checkGradient(negateOp, example)).toThrow("an example's input has 1 elements, its shape 3");
  });
});
