/** What a session is opened with: the model's bytes, and what is left to be given to each run. */
import { type CompileOptions, type Graph, lowerToOnnx, type OnnxDomain, serializeOnnx } from '@bertsmith/graph';

/** A model, and the request without what is in the model already. */
export interface PreparedModel {
  readonly bytes: Uint8Array;
  readonly request: CompileOptions;
}

/**
 * Parameters are inputs of the model, so that it reads them where they are. Frozen ones are in it: the runtime then brings the right operands
 * of products into the order that its kernels read, once. A model that would pass the 2 GiB of a protobuf message is not frozen.
 *
 * @param graph after its passes
 * @param domains of ops beyond the standard that the provider has
 */
export function prepareModel(graph: Graph, request: CompileOptions, domains: readonly OnnxDomain[]): PreparedModel {
  const frozen = request.frozenParameters ? freeze(graph, request, domains) : undefined;
  return frozen ?? { bytes: lowerToOnnx(graph, { domains }), request };
}

function freeze(graph: Graph, request: CompileOptions, domains: readonly OnnxDomain[]): PreparedModel | undefined {
  const parameters = request.parameters ?? new Map();
  const { model, data } = serializeOnnx(graph, { parameters, dataFile: 'parameters', domains });
  if (data !== undefined) return undefined;
  return {
    bytes: joined(model),
    request: { ...request, graph: { ...request.graph, parameters: new Map() }, parameters: new Map() },
  };
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
