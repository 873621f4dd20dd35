import type { Shape } from '@bertsmith/tensor';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Value } from '../ir/value.js';
import { transpose } from '../ops/layout/transpose.js';
import { input } from '../ops/source/source-op.js';
import type { ShapeMismatch } from './shape-mismatch.js';
import type { TransposeShape } from './transpose-shape.js';

const x = input('x', 'float32', ['batch', 'sequence', 12, 32]);

describe('the type of a transposition', () => {
  it('has the axes in their new order', () => {
    const heads = transpose(x, [0, 2, 1, 3]);
    expectTypeOf(heads).toEqualTypeOf<Value<'float32', readonly ['batch', 12, 'sequence', 32]>>();
    expect(heads.shape).toEqual(['batch', 12, 'sequence', 32]);
  });

  it('is refused when the order does not name each axis once', () => {
    // @ts-expect-error too few
    expect(() => transpose(x, [1, 0])).toThrow(
      'transpose: [1, 0] is no permutation of the axes of [batch, sequence, 12, 32]',
    );
    // @ts-expect-error one twice
    expect(() => transpose(x, [0, 1, 1, 3])).toThrow('[0, 1, 1, 3] is no permutation');
    // @ts-expect-error one that does not exist
    expect(() => transpose(x, [0, 1, 2, 4])).toThrow('[0, 1, 2, 4] is no permutation');
  });

  it('takes values and orders that are known only at run time', () => {
    const erased: Value = x;
    const order: number[] = [3, 2, 1, 0];
    expectTypeOf(transpose(erased, [0, 2, 1, 3])).toEqualTypeOf<Value>();
    expectTypeOf(transpose(x, order)).toEqualTypeOf<Value<'float32', Shape>>();
  });

  it('says in the type what is wrong', () => {
    expectTypeOf<TransposeShape<['batch', 4], [0, 2]>>().toEqualTypeOf<
      ShapeMismatch<'transpose: [0, 2] is no permutation of the axes of [batch, 4]'>
    >();
  });
});
