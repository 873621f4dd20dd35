/** What a session is opened with: the model's bytes, and what is left to be given to each run. */
import { type CompileOptions, type Graph, lowerToOnnx, serializeOnnx, type Value } from '@bertsmith/graph';
import type { ProviderTraits } from '../execution-providers.js';
import { tablesInPlace } from './tables-in-place.js';

/** A model, and the request without what is in the model already. */
export interface PreparedModel {
  readonly bytes: Uint8Array;
  readonly request: CompileOptions;
}

/**
 * Parameters are inputs of the model, so that it reads them where they are. Frozen ones are in it: the runtime then brings the right operands
 * of products into the order that its kernels read, once. Tables that rows are looked up in gain nothing by it, and a copy of them for each session is
 * half of what a small model has: they stay inputs, if they can be read in place. A model that would pass the 2 GiB of a protobuf message is not frozen.
 *
 * @param graph after its passes
 */
export function prepareModel(graph: Graph, request: CompileOptions, traits: ProviderTraits): PreparedModel {
  const frozen = request.frozenParameters ? freeze(graph, request, traits) : undefined;
  return frozen ?? { bytes: lowerToOnnx(graph, { domains: traits.domains }), request };
}

function freeze(
  graph: Graph,
  request: CompileOptions,
  { domains, readsInPlace }: ProviderTraits,
): PreparedModel | undefined {
  const parameters = request.parameters ?? new Map();
  const tables = readsInPlace ? tablesInPlace(graph, parameters) : new Map<string, Value>();
  const { model, data } = serializeOnnx(withInputs(graph, tables), {
    ...{ parameters, dataFile: 'parameters', domains },
  });
  if (data !== undefined) return undefined;
  const kept = new Map([...parameters].filter(([name]) => tables.has(name)));
  return {
    bytes: joined(model),
    request: { ...request, graph: { ...request.graph, parameters: tables }, parameters: kept },
  };
}

/** Some of a graph's parameters as its inputs. */
function withInputs(graph: Graph, tables: ReadonlyMap<string, Value>): Graph {
  const parameters = new Map([...graph.parameters].filter(([name]) => !tables.has(name)));
  return { ...graph, inputs: new Map([...graph.inputs, ...tables]), parameters };
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
