import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import type { Graph } from '@bertsmith/graph';
import type { ParameterArena, Tensor } from '@bertsmith/tensor';
import { namedParameters } from '../src/parameters/named-parameters.js';

const backend = createOnnxRuntimeBackend();

/** Runs a graph once, with the parameters of an arena. */
export async function runGraph(
  graph: Graph,
  arena: ParameterArena,
  feeds: Readonly<Record<string, Tensor>>,
): Promise<ReadonlyMap<string, Float32Array>> {
  await using executable = await backend.compile({ graph, parameters: namedParameters(arena), threads: 1 });
  const outputs = await executable.run(feeds);
  return new Map(Array.from(outputs, ([name, { data }]) => [name, data as Float32Array]));
}
