import { tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { createGraph } from '../ir/graph.js';
import { add } from '../ops/elementwise/add.js';
import { divide } from '../ops/elementwise/divide.js';
import { multiply } from '../ops/elementwise/multiply.js';
import { gather } from '../ops/gather/gather.js';
import { scatterAddRows } from '../ops/gather/scatter-add-rows.js';
import { cast } from '../ops/layout/cast.js';
import { pad } from '../ops/layout/pad.js';
import { slice } from '../ops/layout/slice.js';
import { scalar } from '../ops/source/scalar.js';
import { constant, input, parameter } from '../ops/source/source-op.js';
import { interpret } from './interpret.js';

describe('interpret', () => {
  it('takes tensors of every dtype', () => {
    const half = input('half', 'float16', [2]);
    const long = parameter('long', 'int64', [2]);
    const graph = createGraph({ sum: add(cast(half, 'float32'), cast(long, 'float32')) });
    const feeds = {
      half: tensor('float16', [2], Uint16Array.of(0x3c00, 0xc000)),
      long: tensor('int64', [2], BigInt64Array.of(5n, -7n)),
    };
    expect(Array.from(interpret(graph, feeds).get('sum')?.data ?? [])).toEqual([6, -9]);
  });

  it('reads 16-bit constants', () => {
    const graph = createGraph({ y: cast(constant('bfloat16', [1], Uint16Array.of(0x4049)), 'float32') });
    expect(interpret(graph, {}).get('y')?.data[0]).toBe(3.140625);
  });

  it('divides integers as runtimes do', () => {
    const n = input('n', 'int32', [3]);
    const feeds = { n: tensor('int32', [3], Int32Array.of(7, -7, 2)) };
    expect(Array.from(interpret(createGraph({ y: divide(n, 2) }), feeds).get('y')?.data ?? [])).toEqual([3, -3, 1]);
  });

  it('wraps integers around, and has no result of a division by 0', () => {
    const n = input('n', 'uint32', [2]);
    const feeds = { n: tensor('uint32', [2], Uint32Array.of(4000000001, 0)) };
    const graph = createGraph({ product: multiply(n, 4000000003), quotient: divide(scalar('uint32', 7), n) });
    const results = interpret(graph, feeds);
    expect(Array.from(results.get('product')?.data ?? [])).toEqual([804036611, 0]);
    expect(Array.from(results.get('quotient')?.data ?? [])).toEqual([0, Number.NaN]);
  });

  it('refuses rows that do not exist', () => {
    const table = input('table', 'float32', [2, 1]);
    const rows = (row: number) => ({
      table: tensor('float32', [2, 1], Float32Array.of(1, 2)),
      ids: tensor('int32', [1], Int32Array.of(row)),
    });
    const ids = input('ids', 'int32', [1]);
    const lookUp = createGraph({ y: gather(table, ids) });
    expect(() => interpret(lookUp, rows(2))).toThrow('Gather: row 2 does not exist in a table of 2');
    expect(() => interpret(lookUp, rows(-1))).toThrow('Gather: row -1 does not exist');
    const scatter = createGraph({ y: scatterAddRows(ids, slice(table, { axis: 0, start: 0, end: 1 }), [2, 1]) });
    expect(() => interpret(scatter, rows(2))).toThrow('ScatterAddRows: row 2 does not exist in a table of 2');
  });

  it('refuses a padding that the run-time size has no room for', () => {
    const x = input('x', 'float32', [3]);
    const mask = input('mask', 'float32', ['sequence']);
    const graph = createGraph({ y: add(pad(x, { axis: 0, before: 2, total: 'sequence' }), mask) });
    const feeds = (length: number) => ({
      x: tensor('float32', [3], Float32Array.of(1, 2, 3)),
      mask: tensor('float32', [length], new Float32Array(length)),
    });
    expect(Array.from(interpret(graph, feeds(6)).get('y')?.data ?? [])).toEqual([0, 0, 1, 2, 3, 0]);
    expect(() => interpret(graph, feeds(4))).toThrow('pad: 5 positions do not fit into sequence');
  });

  it('needs no feeds for constants', () => {
    expect(interpret(createGraph({ y: scalar('float32', 2) }), {}).get('y')?.data).toEqual(Float64Array.of(2));
  });
});
