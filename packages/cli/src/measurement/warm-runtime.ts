import type { Backend, Executable } from '@bertsmith/graph';
import { createGraph, input, negate } from '@bertsmith/graph';
import { tensor } from '@bertsmith/tensor';

/** What a pipeline will have: a session of all threads, and, where there are many texts, one of one thread for each. */
export interface WarmSessions {
  readonly threads: number;
  readonly areMany: boolean;
}

/**
 * Has a backend load its runtime and start its threads, with graphs of one node, so that what a process takes from then on is a model's.
 *
 * @returns what is to be disposed of when the memory was read
 */
export async function warmRuntime(backend: Backend, { threads, areMany }: WarmSessions): Promise<AsyncDisposable> {
  const x = input('x', 'float32', ['batch']);
  const graph = createGraph({ y: negate(x) });
  const executables: Executable[] = [];
  const compile = async (how: { readonly threads: number; readonly concurrent: boolean }) => {
    const executable = await backend.compile({ graph, parameters: new Map(), ...how });
    executables.push(executable);
    await executable.run({ x: tensor('float32', [1], Float32Array.of(1)) });
  };
  await compile({ threads, concurrent: false });
  for (let thread = 0; areMany && thread < threads; thread++) await compile({ threads: 1, concurrent: true });
  return {
    async [Symbol.asyncDispose]() {
      for (const executable of executables) await executable.dispose();
    },
  };
}
