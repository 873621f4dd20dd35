/** A compiled graph on a session thread. */
import {
  BackendError,
  type DimensionSizes,
  resolveShape,
  ShapeError,
  type SharedHeap,
  type Storage,
  type Tensor,
} from '@bertsmith/tensor';
import { bindSizes, type CompileOptions, type Executable, type Graph, type RunOptions, type Value } from '@bertsmith/graph';
import type { SharedTensors } from './messages.js';
import type { SessionThread } from './session-thread.js';
import { type BufferedTensor, SharedBuffers } from './shared-buffers.js';

/** What an executable is made of. */
export interface ExecutableParts {
  readonly graph: Graph;
  readonly thread: SessionThread;
  readonly session: number;
  readonly heap: SharedHeap | undefined;
  /** Called once, when the session is closed. */
  readonly onDispose: () => Promise<void>;
}

/** See {@link Executable}. */
export class OnnxExecutable implements Executable {
  readonly #parts: ExecutableParts;
  readonly #buffers: SharedBuffers;
  /** Parameters that are not on shared memory: copied before each run, since they may have changed. */
  #copiedParameters: readonly (readonly [string, Tensor])[] = [];
  /** Memory for outputs that is not shared: copied to after each run. */
  #copiedOutputs: readonly (readonly [string, Tensor])[] = [];
  #boundOutputs: ReadonlySet<string> = new Set();
  #lastRun: Promise<unknown> = Promise.resolve();
  #isDisposed = false;

  constructor(parts: ExecutableParts) {
    this.#parts = parts;
    this.#buffers = new SharedBuffers(parts.heap);
  }

  /** Hands the session its parameters and the outputs that have memory of their own. */
  async bind({ parameters = new Map(), outputs = new Map() }: CompileOptions): Promise<void> {
    const { graph, thread, session } = this.#parts;
    requireParameters(graph, parameters);
    requireOutputs(graph, outputs);
    const given = [...graph.parameters.keys()].map((name) => [name, parameters.get(name) as Tensor] as const);
    this.#copiedParameters = given.filter(([, tensor]) => !isShared(tensor));
    this.#copiedOutputs = [...outputs].filter(([, tensor]) => !isShared(tensor));
    const bound = [...outputs].filter(([, tensor]) => isShared(tensor));
    this.#boundOutputs = new Set(bound.map(([name]) => name));
    const share = ([name, tensor]: readonly [string, Tensor]) => [name, thread.share(tensor)] as const;
    const feeds = given.filter(([, tensor]) => isShared(tensor)).map(share);
    const fetches = bound.map(share);
    await thread.request({ kind: 'bind', session, feeds, fetches });
  }

  async run(inputs: Readonly<Record<string, Tensor>>, options: RunOptions = {}): Promise<ReadonlyMap<string, Tensor>> {
    const next = this.#lastRun.then(() => this.#runNow(inputs, options));
    this.#lastRun = next.catch(() => undefined);
    return next;
  }

  async dispose(): Promise<void> {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    await this.#lastRun;
    await this.#parts.thread.request({ kind: 'close', session: this.#parts.session });
    await this.#parts.onDispose();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  async #runNow(inputs: Readonly<Record<string, Tensor>>, options: RunOptions): Promise<ReadonlyMap<string, Tensor>> {
    if (this.#isDisposed) throw new BackendError('the executable was disposed and cannot run');
    const { graph, thread, session } = this.#parts;
    const fed = new Map(Object.entries(inputs));
    const sizes = bindSizes(graph.inputs, fed);
    const feeds = [...fed, ...this.#copiedParameters].map(([name, tensor]) => this.#stage(name, tensor));
    const outputs = this.#reserveOutputs(sizes);
    const fetches = outputs.map(([name, { tensor, capacity }]) => [name, thread.share(tensor, capacity)] as const);
    await thread.request({ kind: 'run', session, feeds, fetches });
    return this.#collect(outputs, options.borrowOutputs ?? false);
  }

  #stage(name: string, { dtype, shape, data }: Tensor): SharedTensors[number] {
    const { tensor, capacity } = this.#buffers.reserve(`feed ${name}`, dtype, shape);
    copyStorage(data, tensor.data);
    return [name, this.#parts.thread.share(tensor, capacity)];
  }

  #reserveOutputs(sizes: DimensionSizes): (readonly [string, BufferedTensor])[] {
    const unbound = [...this.#parts.graph.outputs].filter(([name]) => !this.#boundOutputs.has(name));
    return unbound.map(([name, { dtype, shape }]) => [
      name,
      this.#buffers.reserve(`fetch ${name}`, dtype, resolveShape(shape, sizes)),
    ]);
  }

  #collect(outputs: readonly (readonly [string, BufferedTensor])[], borrow: boolean): ReadonlyMap<string, Tensor> {
    const results = new Map<string, Tensor>(outputs.map(([name, { tensor }]) => [name, tensor]));
    for (const [name, target] of this.#copiedOutputs) {
      copyStorage((results.get(name) as Tensor).data, target.data);
      results.delete(name);
    }
    if (borrow) return results;
    return new Map([...results].map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }]));
  }
}

function copyStorage(source: Storage, target: Storage): void {
  (target as { set(source: Storage): void }).set(source);
}

function isShared({ data }: Tensor): boolean {
  return data.buffer instanceof SharedArrayBuffer;
}

function requireParameters(graph: Graph, parameters: ReadonlyMap<string, Tensor>): void {
  for (const [name, value] of graph.parameters) {
    const tensor = parameters.get(name);
    if (tensor === undefined) throw new BackendError(`the graph needs a tensor for parameter '${name}'`, { name });
    requireShape('parameter', name, value, tensor);
  }
}

function requireOutputs(graph: Graph, outputs: ReadonlyMap<string, Tensor>): void {
  for (const [name, tensor] of outputs) {
    const value = graph.outputs.get(name);
    if (value === undefined) throw new BackendError(`the graph has no output '${name}'`, { name });
    requireShape('output', name, value, tensor);
  }
}

function requireShape(what: string, name: string, { dtype, shape }: Value, tensor: Tensor): void {
  if (dtype === tensor.dtype && shape.join() === tensor.shape.join()) return;
  throw new ShapeError(`${what} '${name}' is ${dtype}[${shape.join(', ')}], got ${tensor.dtype}[${tensor.shape.join(', ')}]`, {
    name,
    expected: shape,
    actual: tensor.shape,
  });
}
