import { ConfigError } from '@bertsmith/tensor';
import type { Graph } from '../ir/graph.js';
import { mirroredOrder } from '../ir/topological-order.js';
import type { Value } from '../ir/value.js';
import { isInputNode, isParameterNode } from '../ops/source/source-nodes.js';
import type { OnnxDomain } from './onnx-emitter.js';
import { OnnxModelBuilder } from './onnx-model-builder.js';

/** Puts a parameter into the model, as an input or as an initializer of the same name. */
export type PlaceParameter = (builder: OnnxModelBuilder, name: string, value: Value) => void;

/**
 * Walks a graph and lets each node's op emit its ONNX nodes.
 *
 * @throws ConfigError when an output has the name of an input or parameter, which ONNX does not allow
 */
export function lowerGraph(
  graph: Graph,
  domains: readonly OnnxDomain[],
  placeParameter: PlaceParameter,
): OnnxModelBuilder {
  const builder = new OnnxModelBuilder(domains, distinctNames(graph));
  const names = new Map<Value, string>();
  for (const [name, value] of graph.inputs) names.set(value, builder.addInput(name, value));
  for (const [name, value] of graph.parameters) {
    placeParameter(builder, name, value);
    names.set(value, name);
  }
  for (const node of mirroredOrder(graph.outputs.values())) {
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
  return builder;
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
