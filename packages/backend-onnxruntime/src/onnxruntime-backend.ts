import { availableParallelism } from 'node:os';
import { applyPasses, type Backend, type CompileOptions, type Executable, lowerToOnnx, type Pass } from '@bertsmith/graph';
import { CPU_PASSES } from './passes/cpu-passes.js';
import { OnnxExecutable } from './session/onnx-executable.js';
import { SessionThread } from './session/session-thread.js';

/** Settings of {@link createOnnxRuntimeBackend}. */
export interface OnnxRuntimeOptions {
  /** What graphs go through before they are lowered. Default: {@link CPU_PASSES}. */
  readonly passes?: readonly Pass[];
  /** Where the runtime writes a profile of every session when it is disposed; a path without its ending. Default: none. */
  readonly profilePrefix?: string;
}

/** Two threads, or as many as there are cores if that is fewer. */
export function defaultThreads(): number {
  return Math.min(2, availableParallelism());
}

/**
 * Runs graphs on onnxruntime-node's CPU provider, off the main thread. The thread starts with the first graph and ends with the
 * last; an idle one does not keep the process alive.
 *
 * @example
 * const backend = createOnnxRuntimeBackend();
 * await using executable = await backend.compile({ graph });
 * const outputs = await executable.run({ x });
 */
export function createOnnxRuntimeBackend(options: OnnxRuntimeOptions = {}): Backend {
  const threads = new ThreadHolder();
  return {
    specificationVersion: 'v1',
    name: 'onnxruntime',
    compile: (request) => compile(request, options, threads),
  };
}

/** One session thread for all graphs of a backend, as long as there are any. */
class ThreadHolder {
  #thread: SessionThread | undefined;
  #openSessions = 0;
  #sessionCount = 0;

  acquire(): { thread: SessionThread; session: number } {
    this.#thread ??= new SessionThread();
    this.#openSessions++;
    return { thread: this.#thread, session: this.#sessionCount++ };
  }

  async release(): Promise<void> {
    this.#openSessions--;
    if (this.#openSessions > 0) return;
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.end();
  }
}

async function compile(
  request: CompileOptions,
  { passes = CPU_PASSES, profilePrefix }: OnnxRuntimeOptions,
  threads: ThreadHolder,
): Promise<Executable> {
  const graph = applyPasses(request.graph, passes);
  const model = lowerToOnnx(keepSources(graph, request.graph), { domains: ['com.microsoft'] });
  const { thread, session } = threads.acquire();
  try {
    const settings = { threads: request.threads ?? defaultThreads(), ...(profilePrefix && { profilePrefix }) };
    await thread.request({ kind: 'open', session, model, settings });
    const executable = new OnnxExecutable({
      graph: request.graph,
      thread,
      session,
      heap: request.heap,
      onDispose: () => threads.release(),
    });
    await executable.bind(request);
    return executable;
  } catch (error) {
    await threads.release();
    throw error;
  }
}

/** Passes may have removed an input that nothing needs; a caller may feed it all the same. */
function keepSources(graph: CompileOptions['graph'], original: CompileOptions['graph']): CompileOptions['graph'] {
  return { ...graph, inputs: original.inputs, parameters: original.parameters };
}
