import {
  createGraph,
  type Graph,
  gradients,
  interpret,
  multiply,
  parameter,
  rebuildGraph,
  softmax,
  type Value,
} from '@bertsmith/graph';
import { ConfigError, tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { BertForSequenceClassification } from '../models/bert-for-sequence-classification.js';
import { BertForTokenClassification } from '../models/bert-for-token-classification.js';
import { BertModel } from '../models/bert-model.js';
import { namedParameters } from '../parameters/named-parameters.js';
import { encoderValues } from './encoder-values.js';

const config = { ...TINY_CONFIG, hiddenDropoutProb: 0.1, attentionProbsDropoutProb: 0.1 };
const shapesOf = (graph: Graph) => {
  const { hiddenStates, attentions } = encoderValues(graph);
  return {
    states: hiddenStates.map(({ shape }) => shape),
    queries: attentions.map(({ query }) => query.shape),
    scores: attentions.map(({ scores }) => scores.shape),
  };
};
const [ALL, FIRST] = [
  ['batch*sequence', 8],
  ['batch', 8],
];

describe('encoderValues', () => {
  it('finds what every layer computes, forward and with gradients', () => {
    const expected = {
      states: [ALL, ALL, ALL],
      queries: new Array(2).fill(['batch', 2, 'sequence', 4]),
      scores: new Array(2).fill(['batch', 2, 'sequence', 'sequence']),
    };
    const graph = new BertForTokenClassification(config).buildTrainingGraph();
    expect(shapesOf(graph)).toEqual(expected);
    expect(shapesOf(gradients(graph).graph)).toEqual(expected);
    const classifier = new BertForSequenceClassification(config);
    expect(shapesOf(classifier.buildTrainingGraph({ allTokens: true }))).toEqual(expected);
  });

  it('finds first tokens alone where a head reads nothing else, unless all are asked for', () => {
    const { states, queries } = shapesOf(new BertForSequenceClassification(config).buildTrainingGraph());
    expect(states).toEqual([ALL, ALL, FIRST]);
    expect(queries[1]).toEqual(['batch', 2, 1, 4]);
  });

  it('gives the values that an inference graph has for them', () => {
    const model = BertModel.initialize(TINY_CONFIG, { seed: 1 });
    const graph = model.buildInferenceGraph({ hiddenStates: true, attentions: true });
    const { hiddenStates, attentions } = encoderValues(graph);
    const found = [
      ...hiddenStates.map((value, layer) => [`found.hidden_states.${layer}`, value] as const),
      ...attentions.map(({ maskedScores }, layer) => [`found.attentions.${layer}`, softmax(maskedScores)] as const),
    ];
    const tokens = (data: number[]) => tensor('int32', [1, 3], Int32Array.from(data));
    const outputs = interpret(createGraph(new Map([...graph.outputs, ...(found as [string, Value][])])), {
      ...Object.fromEntries(namedParameters(model.arena)),
      input_ids: tokens([1, 5, 2]),
      attention_mask: tokens([1, 1, 0]),
      token_type_ids: tokens([0, 0, 0]),
    } as never);
    expect(found).toHaveLength(5);
    for (const [name] of found) {
      expect(outputs.get(name)?.data, name).toEqual(outputs.get(name.replace('found.', ''))?.data);
    }
  });

  it('finds them behind masks on weights and heads', () => {
    const graph = new BertForTokenClassification(config).buildTrainingGraph();
    const heads = parameter('heads', 'float32', [1, 2, 1, 1]);
    const masked = rebuildGraph(graph, (node) => {
      const [value] = node.outputs as [Value];
      if (node.op.name === 'Softmax') return [multiply(value, heads) as Value];
      const isWeight = node.op.name === 'Parameter' && String(node.attributes.name).endsWith('qkv.weight');
      return isWeight
        ? [multiply(value, parameter(`mask:${node.attributes.name}`, 'float32', [24, 8])) as Value]
        : undefined;
    });
    // A mask of the heads, and of two layers the mask of a weight and its product.
    expect(masked.nodes.length).toBe(graph.nodes.length + 1 + 2 + 4);
    expect(shapesOf(masked)).toEqual(shapesOf(graph));
  });

  it('says when there is no attention where one is looked for', () => {
    const graph = new BertForTokenClassification(config).buildTrainingGraph();
    const without = rebuildGraph(graph, (node) => (node.op.name === 'Softmax' ? node.inputs : undefined));
    expect(() => encoderValues(without)).toThrow(ConfigError);
    expect(() => encoderValues(without)).toThrow('no attention before the normalization of layer 0');
  });

  it('finds nothing in a graph of something else', () => {
    expect(encoderValues(createGraph({}))).toEqual({ hiddenStates: [], attentions: [] });
  });
});

it('does not change predictions to compute all tokens', () => {
  const model = BertForSequenceClassification.initialize(TINY_CONFIG, { seed: 1 });
  const tokens = (data: number[]) => tensor('int32', [1, 3], Int32Array.from(data));
  const logitsOf = (allTokens: boolean) => {
    const { logits } = Object.fromEntries(model.buildEvaluationGraph({ allTokens }).outputs) as { logits: Value };
    return interpret(createGraph({ logits }), {
      ...Object.fromEntries(namedParameters(model.arena)),
      input_ids: tokens([1, 5, 2]),
      attention_mask: tokens([1, 1, 0]),
      token_type_ids: tokens([0, 0, 0]),
    } as never).get('logits')?.data as Float64Array;
  };
  const [all, first] = [logitsOf(true), logitsOf(false)];
  for (const [index, logit] of all.entries()) expect(logit).toBeCloseTo(first[index] as number, 6);
});
