import { availableParallelism } from 'node:os';
import {
  applyPasses,
  type Backend,
  type CompileOptions,
  type Executable,
  type Graph,
  type Pass,
} from '@bertsmith/graph';
import { type ExecutionProvider, type ProviderTraits, providerTraits } from './execution-providers.js';
import { quantizedProductsWarning } from './quantized-products-warning.js';
import { requireOutputs, requireParameters } from './session/check-tensors.js';
import { OnnxExecutable } from './session/onnx-executable.js';
import { prepareModel } from './session/prepare-model.js';
import { ThreadHolder } from './session/thread-holder.js';

/** Settings of {@link createOnnxRuntimeBackend}. */
export interface OnnxRuntimeOptions {
  /** What computes. Default: `cpu`. */
  readonly executionProvider?: ExecutionProvider;
  /** What graphs go through before they are lowered. Default: what suits the provider, {@link CPU_PASSES} for `cpu`. */
  readonly passes?: readonly Pass[];
  /** Where the runtime writes a profile of every session when it is disposed; a path without its ending. Default: none. */
  readonly profilePrefix?: string;
}

/** Two threads, or as many as there are cores if that is fewer. */
export function defaultThreads(): number {
  return Math.min(2, availableParallelism());
}

/**
 * Runs graphs on onnxruntime-node, by default on its CPU provider, off the main thread. The thread starts with the first graph and ends half a
 * second after the last is disposed; an idle one does not keep the process alive.
 *
 * @example
 * const backend = createOnnxRuntimeBackend();
 * await using executable = await backend.compile({ graph });
 * const outputs = await executable.run({ x });
 *
 * @throws ConfigError for an execution provider that there is not
 */
export function createOnnxRuntimeBackend(options: OnnxRuntimeOptions = {}): Backend {
  const threads = new ThreadHolder();
  const { executionProvider = 'cpu' } = options;
  const traits = providerTraits(executionProvider);
  const warn = quantizedProductsWarning(executionProvider);
  return {
    specificationVersion: 'v1',
    name: executionProvider === 'cpu' ? 'onnxruntime' : `onnxruntime (${executionProvider})`,
    productDTypes: traits.productDTypes,
    hasDeviceMemory: !traits.readsInPlace,
    // A run blocks its thread, so whoever wants to run beside others has one of its own.
    compile: (request) => {
      warn(request.graph);
      const settings = { ...options, executionProvider, traits };
      return compile(request, settings, request.concurrent ? new ThreadHolder() : threads);
    },
  };
}

/** The options, with the provider that is meant and what is particular to it. */
interface CompileSettings extends OnnxRuntimeOptions {
  readonly executionProvider: ExecutionProvider;
  readonly traits: ProviderTraits;
}

async function compile(
  request: CompileOptions,
  { executionProvider, traits, passes = traits.passes, profilePrefix }: CompileSettings,
  threads: ThreadHolder,
): Promise<Executable> {
  requireParameters(request.graph, request.parameters ?? new Map());
  requireOutputs(request.graph, request.outputs ?? new Map());
  const graph = keepSources(applyPasses(request.graph, passes), request.graph);
  const model = prepareModel(graph, request, traits);
  const session = threads.createSession();
  try {
    await session.open(model.bytes, {
      provider: executionProvider,
      threads: request.threads ?? defaultThreads(),
      ...(profilePrefix && { profilePrefix }),
    });
    const executable = new OnnxExecutable(session, model.request);
    await executable.bind();
    return executable;
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** Passes may have removed an input that nothing needs; a caller may feed it all the same. */
function keepSources(graph: Graph, original: Graph): Graph {
  return {
    ...graph,
    inputs: new Map([...original.inputs, ...graph.inputs]),
    parameters: new Map([...original.parameters, ...graph.parameters]),
  };
}
