import type { Graph, Value } from '@bertsmith/graph';

/** The normalizations of embeddings and layers: the number of the layer, and which half it ends. */
const NORMALIZATION = /(?:embeddings|encoder\.layer\.(\d+)\.(attention\.output|output))\.LayerNorm\.weight$/;

/** A sum that a normalization of the encoder reads. */
export interface ResidualSum {
  /** How many layers are finished with it: 0 for the embeddings, `layer + 1` after a layer, `layer + 0.5` after its attention. */
  readonly layers: number;
  /** `[rows, hiddenSize]`. */
  readonly value: Value;
}

/**
 * The values through which everything flows from one half of a layer to the next, in the order of the layers: what is added up of a branch and
 * the residual connection, before it is normalized. From each, all that follows can be computed.
 *
 * They are found by the names of the normalizations' parameters, in a graph of a model or in one that was made from it.
 */
export function residualSums(graph: Graph): readonly ResidualSum[] {
  const names = new Map([...graph.parameters].map(([name, value]) => [value, name] as const));
  return graph.nodes.flatMap((node) => {
    const match =
      node.op.name === 'LayerNormalization' ? NORMALIZATION.exec(names.get(node.inputs[1] as Value) ?? '') : null;
    if (match === null) return [];
    const [, layer, half] = match;
    const layers = layer === undefined ? 0 : Number(layer) + (half === 'output' ? 1 : 0.5);
    return [{ layers, value: node.inputs[0] as Value }];
  });
}
