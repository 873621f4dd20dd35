import { createGraph, type Graph, gradients, interpret, type Value } from '@bertsmith/graph';
import { tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { BertForMaskedLM } from '../models/bert-for-masked-lm.js';
import { BertForSequenceClassification } from '../models/bert-for-sequence-classification.js';
import { BertModel } from '../models/bert-model.js';
import { namedParameters } from '../parameters/named-parameters.js';
import { residualSums } from './residual-sums.js';

const config = { ...TINY_CONFIG, numHiddenLayers: 3 };

const layersOf = (graph: Graph) => residualSums(graph).map(({ layers }) => layers);

describe('residualSums', () => {
  it('finds the embeddings and two sums of each layer, in order', () => {
    const everyHalf = [0, 0.5, 1, 1.5, 2, 2.5, 3];
    for (const model of [new BertForMaskedLM(config), new BertForSequenceClassification(config)]) {
      expect(layersOf(model.buildTrainingGraph()), model.architecture).toEqual(everyHalf);
      expect(layersOf(gradients(model.buildTrainingGraph()).graph), model.architecture).toEqual(everyHalf);
    }
    expect(layersOf(new BertModel(config).buildInferenceGraph())).toEqual(everyHalf);
  });

  it('gives what the hidden states are the normalizations of', () => {
    const model = BertModel.initialize(config, { seed: 1 });
    const graph = model.buildInferenceGraph({ hiddenStates: true });
    const normalized = residualSums(graph).flatMap(({ layers, value }) => {
      const reader = graph.nodes.find(({ op, inputs }) => op.name === 'LayerNormalization' && inputs[0] === value);
      return Number.isInteger(layers) ? [[`normalized.${layers}`, reader?.outputs[0] as Value] as const] : [];
    });
    const tokens = (data: number[]) => tensor('int32', [1, 3], Int32Array.from(data));
    const outputs = interpret(createGraph(new Map([...graph.outputs, ...normalized])), {
      ...Object.fromEntries(namedParameters(model.arena)),
      input_ids: tokens([1, 5, 2]),
      attention_mask: tokens([1, 1, 1]),
      token_type_ids: tokens([0, 0, 0]),
    } as never);
    expect(normalized).toHaveLength(4);
    for (const layer of normalized.keys()) {
      expect(outputs.get(`normalized.${layer}`)?.data).toEqual(outputs.get(`hidden_states.${layer}`)?.data);
    }
  });

  it('does not take the normalization of a head for a layer', () => {
    const graph = new BertForMaskedLM(config).buildInferenceGraph();
    const normalizations = graph.nodes.filter(({ op }) => op.name === 'LayerNormalization');
    expect(normalizations).toHaveLength(residualSums(graph).length + 1);
  });

  it('finds nothing in a graph of something else', () => {
    expect(residualSums(createGraph({}))).toEqual([]);
  });
});
