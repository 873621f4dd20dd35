/**
 * What an encoder computes on the way, found in a graph: hidden states, and what attention is made of. For losses on them, as distillation has.
 *
 * A graph says nothing of layers, but the normalizations that end their halves have parameters with names. The hidden states are what these give;
 * and between the last one and the one that ends the attention there is one softmax. So it is found in graphs of every model, and also in graphs
 * that were made from one, with masks on weights or heads, since only the shape of attention is looked for.
 */

import type { Graph, Node, Value } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';

/** What the attention of one layer is made of. Where only first tokens look at others, `queries` is 1, not `sequence`. */
export interface AttentionValues {
  /** `[batch, heads, queries, headSize]`. */
  readonly query: Value;
  /** `[batch, heads, sequence, headSize]`. */
  readonly key: Value;
  /** `[batch, heads, sequence, headSize]`. */
  readonly value: Value;
  /** `Q K^T / sqrt(headSize)`, before the mask and the softmax: `[batch, heads, queries, sequence]`. */
  readonly scores: Value;
  /** The scores with the lowest number added where nobody looks, what the softmax reads: of the same shape. */
  readonly maskedScores: Value;
}

/** See the top of the file. */
export interface EncoderValues {
  /** The normalized embeddings, before dropout, and what each layer gives: `[batch * sequence, hiddenSize]`. */
  readonly hiddenStates: readonly Value[];
  /** By layer. */
  readonly attentions: readonly AttentionValues[];
}

const NORMALIZATION = /(?:embeddings|encoder\.layer\.(\d+)\.(attention\.output|output))\.LayerNorm\.weight$/;

/**
 * The hidden states and attentions of an encoder's graph, forward or with gradients.
 *
 * Of a graph with a loss whose head reads first tokens alone, the last layer has those alone; build it with `allTokens` for all.
 *
 * @throws ConfigError when what lies between two normalizations is no attention as it is known here
 * @example
 * const { hiddenStates } = encoderValues(model.buildTrainingGraph({ allTokens: true }));
 */
export function encoderValues(graph: Graph): EncoderValues {
  const names = new Map([...graph.parameters].map(([name, value]) => [value, name] as const));
  const hiddenStates: Value[] = [];
  const attentions: AttentionValues[] = [];
  for (const node of graph.nodes) {
    if (node.op.name !== 'LayerNormalization') continue;
    const match = NORMALIZATION.exec(names.get(node.inputs[1] as Value) ?? '');
    if (match === null) continue;
    const [, layer = '-1', half] = match;
    if (half === 'attention.output') attentions[Number(layer)] = attentionBefore(node, layer);
    else hiddenStates[Number(layer) + 1] = node.outputs[0] as Value;
  }
  return { hiddenStates, attentions };
}

/** @param normalization the one that ends the attention of the layer */
function attentionBefore(normalization: Node, layer: string): AttentionValues {
  for (const { node: product } of valuesBefore(normalization.inputs[0] as Value)) {
    const probabilities = isProduct(product) ? softmaxBefore(product.inputs[0] as Value) : undefined;
    if (probabilities === undefined) continue;
    const maskedScores = probabilities.inputs[0] as Value;
    const scores = [maskedScores, ...maskedScores.node.inputs].find(({ node }) => isProduct(node));
    if (scores === undefined) break;
    const [query, key] = scores.node.inputs as [Value, Value];
    return { query, key, value: product.inputs[1] as Value, scores, maskedScores };
  }
  throw new ConfigError(
    `the graph has no attention before the normalization of layer ${layer}: expected products with query, key and value, and a softmax between them`,
    { layer: Number(layer) },
  );
}

const isProduct = ({ op, inputs, outputs }: Node) =>
  op.name === 'MatMul' && inputs.length === 2 && outputs[0]?.shape.length === 4;

/** The softmax that gives a value, also where elements of that were dropped or masked since. */
function softmaxBefore(value: Value): Node | undefined {
  if (value.node.op.name === 'Softmax') return value.node;
  if (value.node.op.name !== 'Mul') return undefined;
  return value.node.inputs.map(softmaxBefore).find((found) => found !== undefined);
}

/** A value and those that it is computed from, near ones first, up to the normalizations before it. */
function* valuesBefore(value: Value): Generator<Value> {
  const [waiting, seen] = [[value], new Set([value])];
  for (const next of waiting) {
    yield next;
    if (next.node.op.name === 'LayerNormalization') continue;
    for (const input of next.node.inputs) {
      if (seen.has(input)) continue;
      seen.add(input);
      waiting.push(input);
    }
  }
}
