import { createOnnxRuntimeBackend, type ExecutionProvider } from '@bertsmith/backend-onnxruntime';
import { add, createGraph, input } from '@bertsmith/graph';
import { tensor } from '@bertsmith/tensor';

/** Why a provider cannot run here, or nothing when it does. */
export async function whyUnavailable(executionProvider: ExecutionProvider): Promise<string | undefined> {
  const x = input('x', 'float32', [2]);
  try {
    const backend = createOnnxRuntimeBackend({ executionProvider });
    await using executable = await backend.compile({ graph: createGraph({ y: add(x, x) }) });
    await executable.run({ x: tensor('float32', [2], Float32Array.of(1, 2)) });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
