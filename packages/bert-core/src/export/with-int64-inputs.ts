import { cast, type Graph, input, isInputNode, rebuildGraph } from '@bertsmith/graph';

/**
 * The same graph with its int32 inputs taken as int64, which is what tokenizers of other libraries give, and what files that PyTorch
 * exports take.
 */
export function withInt64Inputs(graph: Graph): Graph {
  return rebuildGraph(graph, (node) => {
    const [value] = node.outputs;
    if (!isInputNode(node) || value?.dtype !== 'int32') return undefined;
    return [cast(input(node.attributes.name as string, 'int64', value.shape), 'int32')];
  });
}
