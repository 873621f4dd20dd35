/**
 * From a graph to an ONNX file: each node's op emits its ONNX nodes, the sizes of named dimensions are read from the
 * inputs while the graph runs, and protobufjs writes the bytes.
 */
import { ConfigError } from '@bertsmith/tensor';
import type { Graph } from '../ir/graph.js';
import type { Value } from '../ir/value.js';
import { isInputNode, isParameterNode } from '../ops/source/source-nodes.js';
import type { OnnxDomain } from './onnx-emitter.js';
import { OnnxModelBuilder } from './onnx-model-builder.js';

/** How to lower a graph. */
export interface LowerOptions {
  /** Domains beyond the standard that the runtime has. Default: none, a file that every ONNX runtime loads. */
  readonly domains?: readonly OnnxDomain[];
}

/**
 * An ONNX model (opset 21) of the graph. Parameters are inputs like the others, so that they can live outside the file; the
 * inputs, parameters and outputs keep their names.
 *
 * @throws ConfigError when an output has the name of an input or parameter, which ONNX does not allow
 * @throws ShapeError when the size of a named dimension is needed that no input or parameter has as an axis
 */
export function lowerToOnnx(graph: Graph, options: LowerOptions = {}): Uint8Array {
  const builder = new OnnxModelBuilder(options.domains ?? [], distinctNames(graph));
  const names = new Map<Value, string>();
  for (const source of [graph.inputs, graph.parameters]) {
    for (const [name, value] of source) names.set(value, builder.addInput(name, value));
  }
  for (const node of graph.nodes) {
    if (isInputNode(node) || isParameterNode(node)) continue;
    const outputs = node.op.toOnnx({
      emitter: builder,
      inputs: node.inputs.map((input) => names.get(input) as string),
      inputTypes: node.inputs,
      outputTypes: node.outputs,
      attributes: node.attributes,
    });
    for (const [index, output] of node.outputs.entries()) names.set(output, outputs[index] as string);
  }
  for (const [name, value] of graph.outputs) builder.addOutput(name, value, names.get(value) as string);
  return builder.encode();
}

function distinctNames({ inputs, parameters, outputs }: Graph): ReadonlySet<string> {
  const names = new Set([...inputs.keys(), ...parameters.keys()]);
  for (const name of outputs.keys()) {
    if (names.has(name)) {
      throw new ConfigError(`ONNX: output '${name}' has the name of an input or parameter; give it another`, { name });
    }
    names.add(name);
  }
  return names;
}
