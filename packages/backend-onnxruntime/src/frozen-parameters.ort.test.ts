import { createGraph, gather, input, matmul, parameter, type Value } from '@bertsmith/graph';
import { InputError, SharedHeap, type Tensor, tensor } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { createOnnxRuntimeBackend } from './onnxruntime-backend.js';

const x = input('x', 'float32', ['batch', 2]);
const graph = createGraph({ y: matmul(x, parameter('w', 'float32', [2, 2])) });
const feeds = { x: tensor('float32', [1, 2], Float32Array.of(1, 2)) as Tensor };
const backend = createOnnxRuntimeBackend();

function dataOf(outputs: ReadonlyMap<string, Tensor>): number[] {
  return Array.from((outputs.get('y') as Tensor<'float32'>).data);
}

async function runTwice(frozenParameters: boolean): Promise<unknown[]> {
  const w = tensor('float32', [2, 2], Float32Array.of(1, 2, 3, 4));
  await using executable = await backend.compile({
    graph,
    parameters: new Map([['w', w as Tensor]]),
    frozenParameters,
  });
  const read = async () => dataOf(await executable.run(feeds));
  const before = await read();
  w.data.fill(0);
  return [before, await read()];
}

it('keeps frozen parameters as they were, and reads others anew', async () => {
  expect(await runTwice(true)).toEqual([
    [7, 10],
    [7, 10],
  ]);
  expect(await runTwice(false)).toEqual([
    [7, 10],
    [0, 0],
  ]);
});

it('reads rows of a frozen table on shared memory where it is, beside a frozen matrix', async () => {
  const table = tensor('float32', [3, 2], new SharedHeap().allocate('float32', 6)) as Tensor<'float32'>;
  table.data.set([0, 0, 5, 6, 1, 2]);
  const rows = input('rows', 'int32', ['batch']);
  const looked = gather(parameter('table', 'float32', [3, 2]), rows) as Value<'float32', ['batch', 2]>;
  const y = matmul(looked, parameter('w', 'float32', [2, 2]));
  const w = tensor('float32', [2, 2], Float32Array.of(1, 2, 3, 4)) as Tensor;
  const parameters = new Map([
    ['table', table as Tensor],
    ['w', w],
  ]);
  await using executable = await backend.compile({ graph: createGraph({ y }), parameters, frozenParameters: true });
  const wanted = { rows: tensor('int32', [2], Int32Array.of(2, 1)) as Tensor };
  expect(dataOf(await executable.run(wanted))).toEqual([7, 10, 23, 34]);
});

it('asks for frozen parameters as for others', async () => {
  await expect(backend.compile({ graph, frozenParameters: true })).rejects.toThrow(InputError);
});

it('runs concurrent executables beside each other', async () => {
  const parameters = new Map([['w', tensor('float32', [2, 2], Float32Array.of(1, 0, 0, 1)) as Tensor]]);
  const compile = () => backend.compile({ graph, parameters, concurrent: true, threads: 1 });
  const executables = await Promise.all([compile(), compile()]);
  const outputs = await Promise.all(executables.map((executable) => executable.run(feeds)));
  expect(outputs.map(dataOf)).toEqual([
    [1, 2],
    [1, 2],
  ]);
  for (const executable of executables) await executable.dispose();
});
