import { DTypeError, InputError, ShapeError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { bindSizes } from './bind-sizes.js';
import type { SizedType } from './op-definition.js';
import type { ValueType } from './value.js';

const ids: ValueType = { dtype: 'int32', shape: ['batch', 'sequence'] };
const labels: ValueType = { dtype: 'int32', shape: ['batch'] };
const inputs = new Map([
  ['ids', ids],
  ['labels', labels],
]);

function bind(types: ReadonlyMap<string, ValueType>, fed: Record<string, SizedType>) {
  return () => bindSizes(types, new Map(Object.entries(fed)));
}

const sized = (shape: number[], dtype: SizedType['dtype'] = 'int32'): SizedType => ({ dtype, shape });

describe('bindSizes', () => {
  it('reads the sizes of names, whatever they are called', () => {
    expect(bind(inputs, { ids: sized([8, 64]), labels: sized([8]) })()).toEqual({ batch: 8, sequence: 64 });
    const odd = new Map([['x', { dtype: 'int32', shape: ['constructor', '__proto__'] } satisfies ValueType]]);
    expect(Object.entries(bind(odd, { x: sized([2, 3]) })())).toEqual([
      ['constructor', 2],
      ['__proto__', 3],
    ]);
  });

  it('refuses what is missing or unknown', () => {
    const missing = bind(inputs, { ids: sized([8, 64]) });
    expect(missing).toThrow(InputError);
    expect(missing).toThrow("input 'labels' (int32[batch]) was not fed");
    expect(bind(inputs, { ids: sized([8, 64]), labels: sized([8]), mask: sized([8]) })).toThrow(
      "the graph has no input 'mask'; it has: ids, labels",
    );
    expect(bind(new Map(), { x: sized([]) })).toThrow("the graph has no input 'x'; it has: none");
  });

  it('refuses another dtype or rank', () => {
    const wrongDType = bind(inputs, { ids: sized([8, 64], 'int64'), labels: sized([8]) });
    expect(wrongDType).toThrow(DTypeError);
    expect(wrongDType).toThrow("input 'ids': expected int32[batch, sequence], got int64[8, 64]");
    expect(bind(inputs, { ids: sized([8]), labels: sized([8]) })).toThrow(
      "input 'ids': expected int32[batch, sequence], got int32[8]",
    );
  });

  it('refuses sizes that contradict each other', () => {
    const contradiction = bind(inputs, { ids: sized([8, 64]), labels: sized([9]) });
    expect(contradiction).toThrow(ShapeError);
    expect(contradiction).toThrow("input 'labels': axis 0 is 8 by the other axes called batch, 9 in [9]");
    const fixed = new Map([['x', { dtype: 'int32', shape: [4] } satisfies ValueType]]);
    expect(bind(fixed, { x: sized([5]) })).toThrow("input 'x': axis 0 is 4 in the graph, 5 in [5]");
  });

  it('checks products of names, in whatever order the inputs come', () => {
    const rows: ValueType = { dtype: 'int32', shape: ['2*batch*sequence'] };
    const types = new Map([
      ['rows', rows],
      ['ids', ids],
    ]);
    expect(bind(types, { rows: sized([12]), ids: sized([2, 3]) })()).toEqual({ batch: 2, sequence: 3 });
    expect(bind(types, { rows: sized([13]), ids: sized([2, 3]) })).toThrow(
      "input 'rows': axis 0 is 12 by the other axes called 2*batch*sequence, 13 in [13]",
    );
  });
});
