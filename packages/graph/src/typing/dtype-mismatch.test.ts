import { describe, expect, expectTypeOf, it } from 'vitest';
import { expectShape } from '../ir/expect-shape.js';
import type { Value } from '../ir/value.js';
import { add } from '../ops/elementwise/add.js';
import { where } from '../ops/elementwise/where.js';
import { gather } from '../ops/gather/gather.js';
import { oneHot } from '../ops/gather/one-hot.js';
import { dropoutMask } from '../ops/random/dropout-mask.js';
import { reduceSum } from '../ops/reduce/reduce-sum.js';
import { constant, input } from '../ops/source/source-op.js';

const table = input('table', 'float32', ['vocabulary', 384]);
const ids = input('ids', 'int32', ['batch', 'sequence']);

describe('the types of the other operations', () => {
  it("a look-up has the indices' shape and the rows' width", () => {
    expectTypeOf(gather(table, ids)).toEqualTypeOf<Value<'float32', readonly ['batch', 'sequence', 384]>>();
    expectTypeOf(oneHot(ids, 26, 'float32').shape).toEqualTypeOf<readonly ['batch', 'sequence', 26]>();
  });

  it('indices, conditions and keys of another dtype are refused', () => {
    // @ts-expect-error float32 is no index
    expect(() => gather(table, table)).toThrow('Gather: indices are int32 or int64, got float32[vocabulary, 384]');
    // @ts-expect-error float32 is no index
    expect(() => oneHot(table, 4, 'float32')).toThrow('OneHot: indices are int32 or int64');
    // @ts-expect-error int32 is no condition
    expect(() => where(ids, table, table)).toThrow('Where: the condition is bool, got int32[batch, sequence]');
    // @ts-expect-error int32 is no key
    expect(() => dropoutMask(ids, { site: 0, keepProbability: 0.9, shape: [2] })).toThrow(
      'dropoutMask: the key is uint32[2], got int32[batch, sequence]',
    );
    // @ts-expect-error the elements are of another kind
    expect(() => constant('int32', [2], Float32Array.of(1, 2))).toThrow('int32');
  });

  it('values whose type was erased are taken', () => {
    const [erasedTable, erasedIds, condition]: Value[] = [table, ids, input('c', 'bool', [])];
    expectTypeOf(gather(erasedTable as Value, erasedIds as Value)).toEqualTypeOf<Value>();
    expectTypeOf(where(condition as Value, table, erasedTable as Value).dtype).toEqualTypeOf<'float32'>();
  });

  it('expectShape states a shape and checks it', () => {
    const sums = reduceSum(add(table, 1), { axes: [0] });
    expectTypeOf(expectShape(sums, [384])).toEqualTypeOf<Value<'float32', readonly [384]>>();
    expect(() => expectShape(sums, ['vocabulary'])).toThrow('expected shape [vocabulary], got float32[384]');
  });
});
