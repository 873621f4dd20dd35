/** What a backend is: it compiles a graph once and runs it many times. */
import type { DType, SharedHeap, Tensor } from '@bertsmith/tensor';
import type { Graph } from '../ir/graph.js';

/** What {@link Backend.compile} is given. */
export interface CompileOptions {
  readonly graph: Graph;
  /**
   * A tensor for each of the graph's parameters. They are read anew at every run, so that whoever changes their data (an
   * optimizer) changes what the next run computes. Views of a shared heap are not copied.
   */
  readonly parameters?: ReadonlyMap<string, Tensor>;
  /**
   * The parameters do not change any more: the engine may keep a copy of them in the form that it computes fastest with, and not look at
   * them again. Default false.
   */
  readonly frozenParameters?: boolean;
  /**
   * Memory for outputs whose shapes are numbers: every run writes them there. Views of a shared heap are written in place.
   * Outputs not named here are returned by `run`.
   */
  readonly outputs?: ReadonlyMap<string, Tensor>;
  /** Where the executable makes buffers of its own, for a caller that wants to work on them. Default: a heap of its own. */
  readonly heap?: SharedHeap;
  /**
   * Runs go on beside those of the backend's other executables, where the engine can; each such executable may take a thread more.
   * Default false: executables of one backend may wait for each other.
   */
  readonly concurrent?: boolean;
  /** Threads that one run may use. Default: 2, or as many as there are cores if fewer. */
  readonly threads?: number;
}

/** How {@link Executable.run} returns its results. */
export interface RunOptions {
  /**
   * Outputs are views of the executable's own buffers, which its next run overwrites, so runs must not overlap. Saves a copy.
   * Default false: the caller owns what it gets.
   */
  readonly borrowOutputs?: boolean;
}

/** A compiled graph. */
export interface Executable {
  /**
   * Runs the graph. Runs that overlap wait for each other; a run reads its inputs and parameters when its turn comes.
   *
   * @param inputs a tensor for each of the graph's inputs
   * @returns the outputs that were not given memory when the graph was compiled
   * @throws InputError, ShapeError or DTypeError that names the input when one is missing, unknown or does not fit
   * @throws BackendError when the runtime fails, or after `dispose`
   */
  run(inputs: Readonly<Record<string, Tensor>>, options?: RunOptions): Promise<ReadonlyMap<string, Tensor>>;
  /** Waits for the runs that were asked for, then frees what the executable holds. A second call does nothing. */
  dispose(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Runs graphs on some engine. */
export interface Backend {
  readonly specificationVersion: 'v1';
  readonly name: string;
  /** Element types of which it computes products. Default: all that the graph has. */
  readonly productDTypes?: readonly DType[];
  /**
   * It computes on a device with memory of its own: parameters that are not frozen go there at every run, and executables beside each other
   * gain nothing. Default false.
   */
  readonly hasDeviceMemory?: boolean;
  /**
   * @throws InputError, ShapeError or DTypeError when a parameter is missing, an output unknown, or one does not fit
   * @throws BackendError when the engine refuses the graph
   */
  compile(options: CompileOptions): Promise<Executable>;
}
