/** A compiled graph in a session. */

import { bindSizes, type CompileOptions, type Executable, type Graph, type RunOptions } from '@bertsmith/graph';
import { BackendError, type DimensionSizes, resolveShape, type Storage, type Tensor } from '@bertsmith/tensor';
import { requireData } from './check-tensors.js';
import type { SharedTensors } from './messages.js';
import type { Session } from './session.js';
import { type BufferedTensor, SharedBuffers } from './shared-buffers.js';

type NamedTensor = readonly [name: string, tensor: Tensor];

/** See {@link Executable}. */
export class OnnxExecutable implements Executable {
  readonly #graph: Graph;
  readonly #session: Session;
  readonly #buffers: SharedBuffers;
  /** What the session was told once: parameters that it reads, and outputs that it writes, in place. */
  readonly #boundParameters: readonly NamedTensor[];
  readonly #boundOutputs: readonly NamedTensor[];
  /** Parameters that are not on shared memory: copied before each run, since they may have changed. */
  readonly #copiedParameters: readonly NamedTensor[];
  /** Memory for outputs that is not shared: copied to after each run. */
  readonly #copiedOutputs: readonly NamedTensor[];
  #lastRun: Promise<unknown> = Promise.resolve();
  #disposal: Promise<void> | undefined;

  /** @param session open, with the model of the graph */
  constructor(session: Session, { graph, parameters, outputs, heap }: CompileOptions) {
    this.#graph = graph;
    this.#session = session;
    this.#buffers = new SharedBuffers(heap);
    const given = [...graph.parameters.keys()].map((name) => [name, parameters?.get(name) as Tensor] as const);
    this.#boundParameters = given.filter(isShared);
    this.#copiedParameters = given.filter((each) => !isShared(each));
    this.#boundOutputs = [...(outputs ?? [])].filter(isShared);
    this.#copiedOutputs = [...(outputs ?? [])].filter((each) => !isShared(each));
  }

  /** Hands the session what it reads and writes in place. */
  async bind(): Promise<void> {
    const describe = ([name, tensor]: NamedTensor) => [name, this.#session.describe(tensor)] as const;
    await this.#session.bind(this.#boundParameters.map(describe), this.#boundOutputs.map(describe));
  }

  async run(inputs: Readonly<Record<string, Tensor>>, options: RunOptions = {}): Promise<ReadonlyMap<string, Tensor>> {
    if (this.#disposal !== undefined) throw new BackendError('the executable was disposed and cannot run');
    const run = this.#lastRun.then(() => this.#runNow(inputs, options));
    this.#lastRun = run.catch(() => undefined);
    return run;
  }

  /** Waits for the runs that were asked for, then frees the session. */
  dispose(): Promise<void> {
    this.#disposal ??= this.#lastRun.then(() => this.#session.close());
    return this.#disposal;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.dispose();
  }

  async #runNow(inputs: Readonly<Record<string, Tensor>>, options: RunOptions): Promise<ReadonlyMap<string, Tensor>> {
    const fed = new Map(Object.entries(inputs));
    const sizes = bindSizes(this.#graph.inputs, fed);
    for (const [name, tensor] of fed) requireData('input', name, tensor);
    const feeds = [...fed, ...this.#copiedParameters].map((each) => this.#stage(each));
    const outputs = this.#reserveOutputs(sizes);
    const fetches = outputs.map(
      ([name, { tensor, capacity }]) => [name, this.#session.describe(tensor, capacity)] as const,
    );
    await this.#session.run(feeds, fetches);
    return this.#collect(outputs, options.borrowOutputs ?? false);
  }

  #stage([name, { dtype, shape, data }]: NamedTensor): SharedTensors[number] {
    const { tensor, capacity } = this.#buffers.reserve(`feed ${name}`, dtype, shape);
    copyStorage(data, tensor.data);
    return [name, this.#session.describe(tensor, capacity)];
  }

  #reserveOutputs(sizes: DimensionSizes): (readonly [string, BufferedTensor])[] {
    const bound = new Set(this.#boundOutputs.map(([name]) => name));
    const unbound = [...this.#graph.outputs].filter(([name]) => !bound.has(name));
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

function isShared([, { data }]: NamedTensor): boolean {
  return data.buffer instanceof SharedArrayBuffer;
}
