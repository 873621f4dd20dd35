import type { Worker } from 'node:worker_threads';
import {
  type AnyOp,
  applyOp,
  createGraph,
  type Executable,
  gather,
  input,
  matmul,
  multiply,
  negate,
  OP_TABLE,
  parameter,
  reduceSum,
} from '@bertsmith/graph';
import { checkLowering } from '@bertsmith/graph/conformance';
import { BackendError, DTypeError, InputError, ShapeError, type Tensor, tensor } from '@bertsmith/tensor';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createOnnxRuntimeBackend } from './onnxruntime-backend.js';

const backend = createOnnxRuntimeBackend();
const x = input('x', 'float32', ['batch', 2]);
const w = parameter('w', 'float32', [2]);
const graph = createGraph({ y: multiply(x, w), sums: reduceSum(multiply(x, w), { axes: [0] }) });

const row = tensor('float32', [1, 2], Float32Array.of(1, 2));
const weights = tensor('float32', [2], Float32Array.of(3, 4));
const wide = tensor('float32', [3], new Float32Array(3));
const doubles = tensor('float64', [2], new Float64Array(2));
/** Not made by `tensor`, which would refuse it. */
const short: Tensor = { dtype: 'float32', shape: [2], data: Float32Array.of(1) };
const misfit = { dtype: 'float32', shape: [2], data: Int32Array.of(1, 2) } as unknown as Tensor;

/** An op whose lowering emits something else. */
function lowerAs(name: string, opType: string): AnyOp {
  const op = OP_TABLE.find((each) => each.name === name) as AnyOp;
  return { ...op, toOnnx: ({ emitter, inputs }) => [emitter.node(opType, inputs)] };
}

/** The threads that are started from now on, until they end. */
function watchThreads(): ReadonlySet<Worker> {
  const alive = new Set<Worker>();
  const watch = (worker: Worker) => {
    alive.add(worker);
    worker.once('exit', () => alive.delete(worker));
  };
  process.on('worker', watch);
  onTestFinished(() => void process.off('worker', watch));
  return alive;
}

describe('an input', () => {
  it.each([
    ['that is missing', {}, InputError, "input 'x' (float32[batch, 2]) was not fed"],
    ['that is unknown', { x: row, z: row }, InputError, "the graph has no input 'z'; it has: x"],
    ['of another dtype', { x: doubles }, DTypeError, "input 'x': expected float32[batch, 2], got float64[2]"],
    ['of another rank', { x: wide }, ShapeError, "input 'x': expected float32[batch, 2], got float32[3]"],
    [
      'of another size',
      { x: tensor('float32', [1, 3], new Float32Array(3)) },
      ShapeError,
      "input 'x': axis 1 is 2 in the graph, 3 in [1, 3]",
    ],
    [
      'with too few elements',
      { x: { ...row, shape: [2, 2] } },
      ShapeError,
      "input 'x': [2, 2] has 4 elements, its data 2",
    ],
    [
      'in the wrong array',
      { x: { ...misfit, shape: [1, 2] } },
      DTypeError,
      "input 'x': a tensor of float32 cannot be kept in a Int32Array",
    ],
  ])('%s is refused', async (_, feeds, kind, message) => {
    await using executable = await backend.compile({ graph, parameters: new Map([['w', weights]]) });
    await expect(executable.run(feeds as Record<string, Tensor>)).rejects.toThrow(message);
    await expect(executable.run(feeds as Record<string, Tensor>)).rejects.toBeInstanceOf(kind);
  });
});

describe('a parameter or output', () => {
  it.each([
    ['parameter that is missing', {}, {}, InputError, "parameter 'w': the graph needs a tensor for it"],
    ['parameter of another shape', { w: wide }, {}, ShapeError, "parameter 'w': expected float32[2], got float32[3]"],
    [
      'parameter of another dtype',
      { w: doubles },
      {},
      DTypeError,
      "parameter 'w': expected float32[2], got float64[2]",
    ],
    ['parameter with too few elements', { w: short }, {}, ShapeError, "parameter 'w': [2] has 2 elements, its data 1"],
    [
      'parameter in the wrong array',
      { w: misfit },
      {},
      DTypeError,
      "parameter 'w': a tensor of float32 cannot be kept",
    ],
    [
      'output that is unknown',
      { w: weights },
      { z: weights },
      InputError,
      "the graph has no output 'z'; it has: y, sums",
    ],
    [
      'output of another shape',
      { w: weights },
      { sums: wide },
      ShapeError,
      "output 'sums': expected float32[2], got float32[3]",
    ],
    [
      'output with a named dimension',
      { w: weights },
      { y: row },
      ShapeError,
      "output 'y': expected float32[batch, 2], got float32[1, 2]",
    ],
  ])('%s is refused before a thread starts', async (_, parameters, outputs, kind, message) => {
    const threads = watchThreads();
    const compile = () =>
      createOnnxRuntimeBackend().compile({
        graph,
        parameters: new Map(Object.entries(parameters as Record<string, Tensor>)),
        outputs: new Map(Object.entries(outputs as Record<string, Tensor>)),
      });
    await expect(compile()).rejects.toThrow(message);
    await expect(compile()).rejects.toBeInstanceOf(kind);
    expect(threads.size).toBe(0);
  });

  it('may be given that the graph does not have', async () => {
    const parameters = new Map<string, Tensor>([
      ['w', weights],
      ['other', wide],
    ]);
    await using executable = await backend.compile({ graph, parameters });
    expect((await executable.run({ x: row })).get('y')?.data).toEqual(Float32Array.of(3, 8));
  });
});

describe('a model that the runtime refuses', () => {
  it('is a BackendError and leaves no thread behind', async () => {
    const bogus = createGraph({ y: applyOp(lowerAs('Neg', 'NoSuchOp'), [x], {}) });
    const threads = watchThreads();
    const own = createOnnxRuntimeBackend();
    const error = await own.compile({ graph: bogus }).catch((reason: unknown) => reason);
    expect(BackendError.isInstance(error)).toBe(true);
    expect((error as Error).message).toMatch(/^onnxruntime: .*NoSuchOp/s);
    await expect.poll(() => threads.size, { timeout: 5000 }).toBe(0);
    await using executable = await own.compile({ graph: createGraph({ y: negate(x) }) });
    expect((await executable.run({ x: row })).get('y')?.data).toEqual(Float32Array.of(-1, -2));
  });

  it('leaves the other executables alone', async () => {
    await using executable = await backend.compile({ graph: createGraph({ y: negate(x) }) });
    const bogus = createGraph({ y: applyOp(lowerAs('Neg', 'NoSuchOp'), [x], {}) });
    await expect(backend.compile({ graph: bogus })).rejects.toThrow(BackendError);
    expect((await executable.run({ x: row })).get('y')?.data).toEqual(Float32Array.of(-1, -2));
  });
});

describe('checkLowering', () => {
  it('refuses a lowering that computes something else', async () => {
    const wrong = lowerAs('Add', 'Sub');
    const [example] = wrong.examples;
    await expect(checkLowering(wrong, example as never, backend)).rejects.toThrow(
      /Add \(same shape\), output y0: element 0 is .*, the reference evaluation says/,
    );
  });

  it('refuses a lowering that gives another shape', async () => {
    const op = OP_TABLE.find((each) => each.name === 'Transpose') as AnyOp;
    const wrong: AnyOp = { ...op, toOnnx: ({ emitter, inputs }) => [emitter.node('Identity', inputs)] };
    await expect(checkLowering(wrong, op.examples[0] as never, backend)).rejects.toThrow(BackendError);
  });
});

describe('a row that does not exist', () => {
  it('is an error, and the next run is not', async () => {
    const table = parameter('table', 'float32', [3, 2]);
    const ids = input('ids', 'int32', ['batch']);
    const parameters = new Map([['table', tensor('float32', [3, 2], Float32Array.of(1, 2, 3, 4, 5, 6))]]);
    await using executable = await backend.compile({ graph: createGraph({ y: gather(table, ids) }), parameters });
    const lookUp = (id: number) => executable.run({ ids: tensor('int32', [1], Int32Array.of(id)) });
    await expect(lookUp(3)).rejects.toThrow(BackendError);
    await expect(lookUp(3)).rejects.toThrow(/out of.*bounds/);
    expect((await lookUp(2)).get('y')?.data).toEqual(Float32Array.of(5, 6));
  });
});

describe('a session thread that dies', () => {
  async function compileAndCatch(): Promise<{
    own: ReturnType<typeof createOnnxRuntimeBackend>;
    executable: Executable;
    worker: Worker;
  }> {
    const threads = watchThreads();
    const own = createOnnxRuntimeBackend();
    const size = 800;
    const square = input('x', 'float32', [size, size]);
    const executable = await own.compile({ graph: createGraph({ y: matmul(matmul(square, square), square) }) });
    return { own, executable, worker: [...threads][0] as Worker };
  }

  const square = tensor('float32', [800, 800], new Float32Array(800 * 800));

  it('fails the runs that wait and those that come, and can be replaced', async () => {
    const { own, executable, worker } = await compileAndCatch();
    const runs = [executable.run({ x: square }), executable.run({ x: square })];
    const ended = worker.terminate();
    for (const run of await Promise.allSettled(runs)) {
      expect(run.status === 'rejected' && BackendError.isInstance(run.reason)).toBe(true);
    }
    await ended;
    await expect(executable.run({ x: square })).rejects.toThrow('onnxruntime: the session thread ended with code 1');
    await executable.dispose();
    await using next = await own.compile({ graph: createGraph({ y: negate(x) }) });
    expect((await next.run({ x: row })).get('y')?.data).toEqual(Float32Array.of(-1, -2));
  });

  it('says so when an error killed it', async () => {
    const { executable, worker } = await compileAndCatch();
    const run = executable.run({ x: square });
    worker.emit('error', new Error('out of memory'));
    await expect(run).rejects.toThrow('onnxruntime: out of memory');
    await executable.dispose();
  });
});
