import { setTimeout as sleep } from 'node:timers/promises';
import {
  add,
  cast,
  constant,
  createGraph,
  dimensionSize,
  divide,
  hyperbolicTangent,
  input,
  matmul,
  multiply,
  negate,
  parameter,
  reduceSum,
  reshape,
} from '@bertsmith/graph';
import { SharedHeap, type Tensor, tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { createOnnxRuntimeBackend } from './onnxruntime-backend.js';

const backend = createOnnxRuntimeBackend();
const x = input('x', 'float32', ['batch', 2]);

function rows(...elements: number[]): Tensor<'float32'> {
  return tensor('float32', [elements.length / 2, 2], Float32Array.from(elements));
}

function elementsOf(results: ReadonlyMap<string, Tensor>, name: string): number[] {
  return Array.from(results.get(name)?.data as Float32Array);
}

function shared(heap: SharedHeap, elements: readonly number[]): Tensor<'float32'> {
  const data = heap.allocate('float32', elements.length);
  data.set(elements);
  return { dtype: 'float32', shape: [elements.length], data };
}

describe('run', () => {
  // Another program may take the processor for the whole of a run; it will not three times.
  it('lets the event loop go on', { retry: 2 }, async () => {
    const size = 800;
    const wide = input('wide', 'float32', [size, size]);
    let product = hyperbolicTangent(matmul(wide, wide));
    for (let layer = 0; layer < 23; layer++) product = hyperbolicTangent(matmul(product, wide));
    await using executable = await backend.compile({ graph: createGraph({ y: reduceSum(product) }) });
    let ticks = 0;
    const timer = setInterval(() => ticks++, 2);
    const started = performance.now();
    await executable.run({ wide: tensor('float32', [size, size], new Float32Array(size * size)) });
    const elapsedMs = performance.now() - started;
    clearInterval(timer);
    expect(elapsedMs).toBeGreaterThan(20);
    expect(ticks).toBeGreaterThan(4);
  });

  it('takes every size of a named dimension, and none of its rows', async () => {
    const mean = divide(reduceSum(x, { axes: [0] }), dimensionSize('batch', 'float32'));
    await using executable = await backend.compile({ graph: createGraph({ y: multiply(x, 3), mean }) });
    for (const count of [1, 5, 2, 7, 3, 7]) {
      const results = await executable.run({ x: rows(...new Array<number>(2 * count).fill(count)) });
      expect(results.get('y')?.shape).toEqual([count, 2]);
      expect(elementsOf(results, 'y')).toEqual(new Array(2 * count).fill(3 * count));
      expect(elementsOf(results, 'mean')).toEqual([count, count]);
    }
    const none = await executable.run({ x: rows() });
    expect(none.get('y')?.shape).toEqual([0, 2]);
  });

  it('serialises runs that overlap, each with its own inputs', async () => {
    await using executable = await backend.compile({ graph: createGraph({ y: multiply(x, x) }) });
    const runs = Array.from({ length: 20 }, (_, n) =>
      executable.run({ x: rows(n, n + 1, ...new Array(2 * n).fill(0)) }),
    );
    for (const [n, results] of (await Promise.all(runs)).entries()) {
      expect(elementsOf(results, 'y').slice(0, 2)).toEqual([n * n, (n + 1) ** 2]);
    }
  });

  it('goes on after a run that failed', async () => {
    await using executable = await backend.compile({ graph: createGraph({ y: negate(x) }) });
    const [failed, succeeded] = await Promise.allSettled([executable.run({}), executable.run({ x: rows(1, 2) })]);
    expect(failed.status).toBe('rejected');
    expect(succeeded.status === 'fulfilled' && elementsOf(succeeded.value, 'y')).toEqual([-1, -2]);
  });

  it('returns inputs, parameters and constants as outputs, and a value under two names', async () => {
    const w = parameter('w', 'float32', [1]);
    const c = constant('float32', [2], Float32Array.of(7, 8));
    const sum = add(x, 1);
    const graph = createGraph({ same: x, weight: w, c, sum, again: sum });
    const parameters = new Map([['w', tensor('float32', [1], Float32Array.of(5))]]);
    await using executable = await backend.compile({ graph, parameters });
    const results = await executable.run({ x: rows(1, 2) });
    expect([...results.keys()].map((name) => elementsOf(results, name))).toEqual([[1, 2], [5], [7, 8], [2, 3], [2, 3]]);
  });

  it('takes an input that no output needs', async () => {
    const unused = multiply(reduceSum(x), 0);
    const dropZero = {
      name: 'drop-x',
      run: (graph: ReturnType<typeof createGraph>) =>
        createGraph(
          new Map([...graph.outputs.keys()].map((name) => [name, constant('float32', [], Float32Array.of(0))])),
        ),
    };
    const rewriting = createOnnxRuntimeBackend({ passes: [dropZero] });
    await using executable = await rewriting.compile({ graph: createGraph({ unused }) });
    expect(elementsOf(await executable.run({ x: rows(1, 2) }), 'unused')).toEqual([0]);
  });

  it('keeps int64, bool and 16-bit floats as they are', async () => {
    const n = input('n', 'int64', [2]);
    const half = input('half', 'float16', [2]);
    const graph = createGraph({ n: add(n, 1), flag: cast(n, 'bool'), half: reshape(half, [1, 2]) });
    await using executable = await backend.compile({
      graph: createGraph({ sum: graph.outputs.get('n') ?? n, flag: cast(n, 'bool'), wide: reshape(half, [1, 2]) }),
    });
    const results = await executable.run({
      n: tensor('int64', [2], BigInt64Array.of(0n, 2n ** 40n)),
      half: tensor('float16', [2], Uint16Array.of(0x3c00, 0x7bff)),
    });
    expect(results.get('sum')?.data).toEqual(BigInt64Array.of(1n, 2n ** 40n + 1n));
    expect(results.get('flag')?.data).toEqual(Uint8Array.of(0, 1));
    expect(results.get('wide')?.data).toEqual(Uint16Array.of(0x3c00, 0x7bff));
  });
});

describe('parameters', () => {
  const w = parameter('w', 'float32', [2]);
  const graph = createGraph({ y: multiply(x, w) });

  it.each([
    ['a shared heap', () => shared(new SharedHeap(), [2, 3])],
    ['a SharedArrayBuffer', () => tensor('float32', [2], new Float32Array(new SharedArrayBuffer(8)).fill(2))],
    ['ordinary memory', () => tensor('float32', [2], Float32Array.of(2, 3))],
  ])('on %s are read anew at every run', async (_, make) => {
    const weights = make();
    await using executable = await backend.compile({ graph, parameters: new Map([['w', weights]]) });
    await executable.run({ x: rows(1, 1) });
    weights.data.set([10, -1]);
    expect(elementsOf(await executable.run({ x: rows(1, 2, 3, 4) }), 'y')).toEqual([10, -2, 30, -4]);
  });
});

describe('outputs with memory of their own', () => {
  const w = parameter('w', 'float32', [2]);
  const graph = createGraph({ sums: reduceSum(multiply(x, w), { axes: [0] }), y: add(x, w) });

  it('on a shared heap are written in place, also after the heap has grown', async () => {
    const heap = new SharedHeap();
    const [weights, sums] = [shared(heap, [1, 2]), shared(heap, [0, 0])];
    heap.allocate('float32', 1e6);
    await using executable = await backend.compile({
      graph,
      parameters: new Map([['w', weights]]),
      outputs: new Map([['sums', sums]]),
      heap,
    });
    const results = await executable.run({ x: rows(1, 1, 2, 2) });
    expect([...results.keys()]).toEqual(['y']);
    expect(Array.from(sums.data)).toEqual([3, 6]);
    await executable.run({ x: rows(5, 5) });
    expect(Array.from(sums.data)).toEqual([5, 10]);
  });

  it('on ordinary memory are copied', async () => {
    const sums = tensor('float32', [2], new Float32Array(2));
    const parameters = new Map([['w', tensor('float32', [2], Float32Array.of(1, 2))]]);
    await using executable = await backend.compile({ graph, parameters, outputs: new Map([['sums', sums]]) });
    const results = await executable.run({ x: rows(1, 1, 2, 2) });
    expect([...results.keys()]).toEqual(['y']);
    expect(Array.from(sums.data)).toEqual([3, 6]);
  });
});

describe('results', () => {
  it("are the caller's unless borrowed", async () => {
    await using executable = await backend.compile({ graph: createGraph({ y: negate(x) }) });
    const owned = await executable.run({ x: rows(1, 2) });
    const borrowed = await executable.run({ x: rows(3, 4) }, { borrowOutputs: true });
    expect(elementsOf(borrowed, 'y')).toEqual([-3, -4]);
    await executable.run({ x: rows(5, 6) });
    expect(elementsOf(owned, 'y')).toEqual([-1, -2]);
    expect(elementsOf(borrowed, 'y')).toEqual([-5, -6]);
    expect(owned.get('y')?.data.buffer).toBeInstanceOf(ArrayBuffer);
  });

  it('stop taking memory once the largest shape was seen', async () => {
    const heap = new SharedHeap();
    await using executable = await backend.compile({ graph: createGraph({ y: negate(x) }), heap });
    const zeros = (count: number) => rows(...new Array<number>(2 * count).fill(0));
    await executable.run({ x: zeros(500) });
    const { usedBytes } = heap;
    for (let count = 1; count <= 500; count += 7) await executable.run({ x: zeros(count) });
    expect(heap.usedBytes).toBe(usedBytes);
  });
});

describe('executables of one backend', () => {
  it('run side by side and end on their own', async () => {
    const double = await backend.compile({ graph: createGraph({ y: multiply(x, 2) }) });
    const triple = await backend.compile({ graph: createGraph({ y: multiply(x, 3) }), threads: 1 });
    const both = await Promise.all([double.run({ x: rows(1, 2) }), triple.run({ x: rows(1, 2) })]);
    expect(both.map((results) => elementsOf(results, 'y'))).toEqual([
      [2, 4],
      [3, 6],
    ]);
    await double.dispose();
    expect(elementsOf(await triple.run({ x: rows(1, 2) }), 'y')).toEqual([3, 6]);
    await triple.dispose();
  });
});

describe('dispose', () => {
  it('waits for the runs that were asked for, and does nothing a second time', async () => {
    const executable = await backend.compile({ graph: createGraph({ y: negate(x) }) });
    const runs = [executable.run({ x: rows(1, 2) }), executable.run({ x: rows(3, 4) })];
    await Promise.all([executable.dispose(), executable.dispose()]);
    await executable.dispose();
    expect((await Promise.all(runs)).map((results) => elementsOf(results, 'y'))).toEqual([
      [-1, -2],
      [-3, -4],
    ]);
  });

  it('refuses runs after it', async () => {
    const executable = await backend.compile({ graph: createGraph({ y: negate(x) }) });
    const disposal = executable.dispose();
    await expect(executable.run({ x: rows(1, 2) })).rejects.toThrow('the executable was disposed and cannot run');
    await disposal;
  });

  it('ends the thread when no other executable came in the meantime', async () => {
    const exits: number[] = [];
    process.once('worker', (worker) => worker.once('exit', (code) => exits.push(code)));
    const own = createOnnxRuntimeBackend();
    const first = await own.compile({ graph: createGraph({ y: negate(x) }) });
    await first.dispose();
    const second = await own.compile({ graph: createGraph({ y: negate(x) }) });
    await sleep(600);
    expect(exits).toEqual([]);
    await second.dispose();
    await expect.poll(() => exits, { timeout: 5000 }).toHaveLength(1);
  });
});
