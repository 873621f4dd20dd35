import { describe, expect, expectTypeOf, it } from 'vitest';
import type { Value } from '../ir/value.js';
import { matmul } from '../ops/matmul/matmul.js';
import { input } from '../ops/source/source-op.js';
import type { MatMulShape } from './matmul-shape.js';
import type { ShapeMismatch } from './shape-mismatch.js';

const x = input('x', 'float32', ['batch', 'sequence', 384]);
const weight = input('weight', 'float32', [384, 'hidden']);

describe('the type of a matrix product', () => {
  it('has the rows of the left and the columns of the right', () => {
    expectTypeOf(matmul(x, weight)).toEqualTypeOf<Value<'float32', readonly ['batch', 'sequence', 'hidden']>>();
  });

  it('knows transposed operands', () => {
    const transposed = input('transposed', 'float32', ['hidden', 384]);
    const product = matmul(x, transposed, { transposeB: true });
    expectTypeOf(product.shape).toEqualTypeOf<readonly ['batch', 'sequence', 'hidden']>();
    const left = input('left', 'float32', [384, 'rows']);
    expectTypeOf(matmul(left, weight, { transposeA: true }).shape).toEqualTypeOf<readonly ['rows', 'hidden']>();
  });

  it('broadcasts batches', () => {
    const scores = matmul(input('q', 'float32', ['batch', 12, 5, 32]), input('k', 'float32', [12, 32, 7]));
    expectTypeOf(scores.shape).toEqualTypeOf<readonly ['batch', 12, 5, 7]>();
  });

  it('is refused when the inner dimensions differ, by the compiler and when types were erased', () => {
    const wrong = input('wrong', 'float32', [768, 'hidden']);
    // @ts-expect-error inner dimensions differ
    expect(() => matmul(x, wrong)).toThrow('matmul: inner dimensions differ: [batch, sequence, 384] x [768, hidden]');
    // @ts-expect-error inner dimensions differ once transposed
    expect(() => matmul(x, weight, { transposeB: true })).toThrow(
      'matmul: inner dimensions differ: [batch, sequence, 384] x [384, hidden] (transposeA false, transposeB true)',
    );
    // @ts-expect-error names differ
    expect(() => matmul(input('a', 'float32', ['a', 'b']), input('b', 'float32', ['c', 'd']))).toThrow(
      'matmul: inner dimensions differ: [a, b] x [c, d]',
    );
  });

  it('is refused when batches or ranks do not fit', () => {
    const batches = input('batches', 'float32', ['other', 384, 4]);
    // @ts-expect-error batches differ
    expect(() => matmul(x, batches)).toThrow('matmul: batches: shapes do not fit: [batch] and [other]');
    // @ts-expect-error a vector is no matrix
    expect(() => matmul(x, input('v', 'float32', [384]))).toThrow('MatMul: expected 2 dimensions or more, got [384]');
  });

  it('is refused when the dtypes differ', () => {
    const half = input('half', 'float16', [384, 4]);
    // @ts-expect-error float32 and float16
    expect(() => matmul(x, half)).toThrow(
      'MatMul: the inputs have different dtypes: float32[batch, sequence, 384] and float16[384, 4]; cast one first',
    );
  });

  it('takes values whose type was erased, on either side', () => {
    const erased: Value = weight;
    const sized = input('sized', 'float32', [4 as number, 384 as number]);
    expectTypeOf(matmul(erased, erased, { transposeA: true })).toEqualTypeOf<Value>();
    expectTypeOf(matmul(x, erased).dtype).toEqualTypeOf<'float32'>();
    expectTypeOf(matmul(erased as Value, weight, { transposeA: true })).toExtend<Value>();
    expectTypeOf(matmul(sized, weight).shape).toEqualTypeOf<readonly [number, 'hidden']>();
    expectTypeOf(matmul(sized, weight)).toExtend<Value>();
  });

  it('says in the type what is wrong', () => {
    expectTypeOf<MatMulShape<['batch', 384], [768, 4]>>().toEqualTypeOf<
      ShapeMismatch<'matmul: inner dimensions differ: [batch, 384] x [768, 4]'>
    >();
    expectTypeOf<MatMulShape<[2, 3, 4], [5, 4, 6]>>().toEqualTypeOf<
      ShapeMismatch<'matmul: batch dimensions differ: [2, 3, 4] x [5, 4, 6]'>
    >();
    expectTypeOf<MatMulShape<[4], [4, 6]>>().toEqualTypeOf<
      ShapeMismatch<'matmul: the left operand needs two dimensions or more: [4]'>
    >();
    expectTypeOf<MatMulShape<[6, 4], [4]>>().toEqualTypeOf<
      ShapeMismatch<'matmul: the right operand needs two dimensions or more: [4]'>
    >();
  });
});
