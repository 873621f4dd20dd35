import { describe, expect, expectTypeOf, it } from 'vitest';
import { DTypeError, ShapeError } from './errors/error-classes.js';
import { countElements, type ShapeOf, type Tensor, tensor, zeros } from './tensor.js';

describe('tensor', () => {
  it('keeps the storage it is given', () => {
    const data = Int32Array.of(1, 2, 3, 4, 5, 6);
    const made = tensor('int32', [2, 3], data);
    expect(made).toEqual({ dtype: 'int32', shape: [2, 3], data });
    expect(made.data).toBe(data);
  });

  it('refuses data of another length or kind', () => {
    expect(() => tensor('float32', [2, 3], new Float32Array(5))).toThrow(
      new ShapeError('a tensor of shape [2, 3] has 6 elements, the data 5', { expected: 6, actual: 5 }),
    );
    const wrong = new Float64Array(1) as unknown as Float32Array;
    expect(() => tensor('float32', [1], wrong)).toThrow(
      new DTypeError('a tensor of float32 cannot be kept in a Float64Array', { dtype: 'float32' }),
    );
  });

  it('makes zeros of every rank', () => {
    expect(zeros('float16', []).data).toEqual(new Uint16Array(1));
    expect(zeros('bool', [2, 0, 3]).data).toHaveLength(0);
    expect(zeros('int64', [2]).data).toEqual(BigInt64Array.of(0n, 0n));
  });

  it.each([[[-1]], [[1.5]], [[Number.NaN]], [[2 ** 30, 2 ** 30]], [[Number.POSITIVE_INFINITY]]])(
    'counts no elements in the shape %j',
    (shape) => expect(() => countElements(shape)).toThrow(ShapeError),
  );
});

describe('the type of a tensor', () => {
  it('states dtype, storage and dimensions', () => {
    const made = tensor('int32', [2, 3], new Int32Array(6));
    expectTypeOf(made.data).toEqualTypeOf<Int32Array>();
    expectTypeOf(made.dtype).toEqualTypeOf<'int32'>();
    expectTypeOf<ShapeOf<Tensor<'int32', ['batch', 64]>>>().toEqualTypeOf<['batch', 64]>();
    const named: Tensor<'float32', ['batch', 64]> = { dtype: 'float32', shape: [2, 64], data: new Float32Array(128) };
    expectTypeOf(named.data).toEqualTypeOf<Float32Array>();
  });

  it('lets every tensor be a plain Tensor', () => {
    expectTypeOf<Tensor<'float32', ['batch', 64]>>().toExtend<Tensor>();
    expectTypeOf<Tensor<'float32', ['batch', 64]>>().toExtend<Tensor<'float32'>>();
    expectTypeOf(zeros('uint8', [2])).toExtend<Tensor>();
  });

  it('takes a tensor that was made for a type that was written', () => {
    const written: Tensor<'float32', [2, 3]> = zeros('float32', [2, 3]);
    const made = zeros('float32', [2, 3]);
    expectTypeOf(made).toExtend<Tensor<'float32', [2, 3]>>();
    expectTypeOf(written).toExtend<Tensor<'float32', readonly [2, 3]>>();
  });

  it('keeps apart what differs', () => {
    expectTypeOf<Tensor<'float32'>>().not.toExtend<Tensor<'float64'>>();
    expectTypeOf<Tensor<'float16'>>().not.toExtend<Tensor<'bfloat16'>>();
    expectTypeOf<Tensor>().not.toExtend<Tensor<'float32'>>();
    expectTypeOf<Tensor<'float32', ['batch', 64]>>().not.toExtend<Tensor<'float32', ['batch', 32]>>();
    expectTypeOf<Tensor<'float32', ['batch', 64]>>().not.toExtend<Tensor<'float32', ['sequence', 64]>>();
    expectTypeOf<Tensor<'float32', ['batch']>>().not.toExtend<Tensor<'float32', ['batch', 64]>>();
    // @ts-expect-error the storage of float32 is a Float32Array
    expect(() => tensor('float32', [1], new Int32Array(1))).toThrow(DTypeError);
  });
});
