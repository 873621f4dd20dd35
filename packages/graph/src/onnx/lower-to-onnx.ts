/**
 * From a graph to an ONNX file: each node's op emits its ONNX nodes, the sizes of named dimensions are read from the
 * inputs while the graph runs, and protobufjs writes the bytes.
 */
import type { Graph } from '../ir/graph.js';
import { lowerGraph } from './lower-graph.js';
import type { OnnxDomain } from './onnx-emitter.js';

/** How to lower a graph. */
export interface LowerOptions {
  /** Domains beyond the standard that the runtime has. Default: none, a file that every ONNX runtime loads. */
  readonly domains?: readonly OnnxDomain[];
}

/**
 * An ONNX model (opset 21) of the graph. Parameters are inputs like the others, so that they can live outside the file; the
 * inputs, parameters and outputs keep their names. `serializeOnnx` makes a file that has the parameters in it.
 *
 * @throws ConfigError when an output has the name of an input or parameter, which ONNX does not allow
 * @throws ShapeError when the size of a named dimension is needed that no input or parameter has as an axis
 */
export function lowerToOnnx(graph: Graph, options: LowerOptions = {}): Uint8Array {
  return lowerGraph(graph, options.domains ?? [], (builder, name, value) => builder.addInput(name, value)).encode();
}
