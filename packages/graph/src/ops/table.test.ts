import { describe, expect, it } from 'vitest';
import { checkGradient } from '../conformance/check-gradient.js';
import { NOT_DIFFERENTIABLE } from '../ir/op-definition.js';
import { multiplyOp } from './elementwise/multiply.js';
import { OP_TABLE } from './table.js';

describe('the table of ops', () => {
  it('has every name once', () => {
    const names = OP_TABLE.map((op) => op.name);
    expect(new Set(names).size).toBe(names.length);
  });

  for (const op of OP_TABLE) {
    if (op.gradient === NOT_DIFFERENTIABLE) continue;
    for (const example of op.examples) {
      it(`${op.name} (${example.title}): gradient equals central differences`, () => checkGradient(op, example));
    }
  }
});

describe('checkGradient', () => {
  it('refuses a wrong gradient', () => {
    const wrong = { ...multiplyOp, gradient: ({ inputs }: { inputs: readonly never[] }) => [...inputs] };
    expect(() => checkGradient(wrong as never, multiplyOp.examples[0] as never)).toThrow(/central differences/);
  });
});
