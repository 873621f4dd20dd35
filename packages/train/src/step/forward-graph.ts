import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { Graph } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';

/** The input that tells a graph for packed rows from others. */
export const POSITION_IDS = 'position_ids';

/**
 * The forward half of a model's step.
 *
 * @param packed whether rows hold several examples
 * @param allTokens whether the last layer is computed for every token, also where the head reads first tokens alone
 * @throws ConfigError when the model's head cannot learn from such rows, or does not know of them
 */
export function forwardGraph(model: BertModelWithHead, packed: boolean, allTokens = false): Graph {
  const graph = model.buildTrainingGraph({ packed, allTokens, pairWeight: true });
  if (!packed) return graph;
  if (graph.inputs.has(POSITION_IDS)) return graph;
  const { architecture } = model;
  throw new ConfigError(
    `${architecture} cannot learn from packed rows: its training graph has no input '${POSITION_IDS}'; train it without packing`,
    { architecture },
  );
}
