import { DTypeError, type Shape } from '@bertsmith/tensor';
import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Value } from '../ir/value.js';
import { add } from '../ops/elementwise/add.js';
import { less } from '../ops/elementwise/less.js';
import { multiply } from '../ops/elementwise/multiply.js';
import { input } from '../ops/source/source-op.js';
import type { BroadcastShape } from './broadcast-shape.js';
import type { DTypeMismatch, SameDTypeCheck } from './dtype-mismatch.js';
import type { ShapeMismatch } from './shape-mismatch.js';

const x = input('x', 'float32', ['batch', 'sequence', 384]);

describe('the type of an elementwise operation', () => {
  it('is broadcast from the last axis', () => {
    expectTypeOf(add(x, input('bias', 'float32', [384]))).toEqualTypeOf<typeof x>();
    expectTypeOf(add(input('bias', 'float32', [384]), x).shape).toEqualTypeOf<readonly ['batch', 'sequence', 384]>();
    expectTypeOf(multiply(x, 2)).toEqualTypeOf<typeof x>();
    const grid = add(input('column', 'float32', ['rows', 1]), input('row', 'float32', [1, 'columns']));
    expectTypeOf(grid.shape).toEqualTypeOf<readonly ['rows', 'columns']>();
    expectTypeOf(less(x, input('limit', 'float32', [])).dtype).toEqualTypeOf<'bool'>();
  });

  it('is refused when shapes do not fit, by the compiler and when types were erased', () => {
    const wrong = input('wrong', 'float32', [768]);
    // @ts-expect-error 384 and 768
    expect(() => add(x, wrong)).toThrow('Add: shapes do not fit: [batch, sequence, 384] and [768]');
    // @ts-expect-error a name is no size
    expect(() => less(x, input('named', 'float32', ['hidden']))).toThrow(
      'Less: shapes do not fit: [batch, sequence, 384] and [hidden]',
    );
  });

  it('is refused when dtypes differ', () => {
    const half = input('half', 'float16', [384]);
    // @ts-expect-error float32 and float16
    expect(() => add(x, half)).toThrow(DTypeError);
    // @ts-expect-error float16 and float32
    expect(() => add(half, x)).toThrow(
      'Add: the inputs have different dtypes: float16[384] and float32[batch, sequence, 384]; cast one first',
    );
  });

  it('takes values whose type was erased, on either side', () => {
    const erased: Value = x;
    expectTypeOf(add(erased, erased)).toEqualTypeOf<Value>();
    expectTypeOf(add(x, erased)).toEqualTypeOf<Value<'float32', Shape>>();
    expectTypeOf(add(erased, x)).toEqualTypeOf<Value>();
    expectTypeOf(add(erased, 1)).toEqualTypeOf<Value>();
  });

  it('takes the known of two dimensions', () => {
    expectTypeOf<BroadcastShape<[number, string], ['batch', 384]>>().toEqualTypeOf<readonly ['batch', 384]>();
    expectTypeOf<BroadcastShape<['batch', 4], [number, number]>>().toEqualTypeOf<readonly ['batch', 4]>();
    expectTypeOf<BroadcastShape<[number], [string]>>().toEqualTypeOf<readonly [string | number]>();
    expectTypeOf<BroadcastShape<readonly number[], [4]>>().toEqualTypeOf<Shape>();
  });

  it('says in the type what is wrong', () => {
    expectTypeOf<BroadcastShape<['batch', 384], [768]>>().toEqualTypeOf<
      ShapeMismatch<'broadcasting: shapes do not fit: [batch, 384] and [768]'>
    >();
    expectTypeOf<SameDTypeCheck<'float32', 'float16'>>().toEqualTypeOf<
      DTypeMismatch<'the operands have different dtypes: float32 and float16'>
    >();
  });
});
