import { createGraph, gather, input, matmul, parameter, type Value } from '@bertsmith/graph';
import { SharedHeap, type Tensor, tensor } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { providerTraits } from '../execution-providers.js';
import { prepareModel } from './prepare-model.js';
import { tablesInPlace } from './tables-in-place.js';

const heap = new SharedHeap();
const shared = (shape: readonly number[]): Tensor =>
  tensor('float32', shape, heap.allocate('float32', shape[0] as number)) as Tensor;
const table: Value<'float32'> = parameter('table', 'float32', [64]);
const tied: Value<'float32'> = parameter('tied', 'float32', [2, 2]);
const rows: Value<'int32'> = input('rows', 'int32', ['batch']);
const graph = createGraph({ a: gather(table, rows), b: matmul(gather(tied, rows) as never, tied as never) as Value });
const tiedTensor = tensor('float32', [2, 2], heap.allocate('float32', 4)) as Tensor;

it('is a shared table that rows are looked up in, and that nothing else reads', () => {
  const parameters = new Map([
    ['table', shared([64])],
    ['tied', tiedTensor],
  ]);
  expect([...tablesInPlace(graph, parameters).keys()]).toEqual(['table']);
  const copied = new Map([...parameters, ['table', tensor('float32', [64], new Float32Array(64)) as Tensor] as const]);
  expect([...tablesInPlace(graph, copied).keys()]).toEqual([]);
});

it('is no part of a frozen model, and given to each run, on the CPU', () => {
  const parameters = new Map([
    ['table', shared([64])],
    ['tied', tiedTensor],
  ]);
  const frozen = { graph, parameters, frozenParameters: true };
  const { bytes, request } = prepareModel(graph, frozen, providerTraits('cpu'));
  expect([...(request.parameters ?? new Map()).keys()]).toEqual(['table']);
  expect([...request.graph.parameters.keys()]).toEqual(['table']);
  const whole = prepareModel(graph, frozen, providerTraits('webgpu'));
  expect(whole.bytes.byteLength - bytes.byteLength).toBeGreaterThan(200);
  expect(whole.request.parameters?.size).toBe(0);
});
