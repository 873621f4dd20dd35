import { type Graph, gradients } from '@bertsmith/graph';
import { ParameterArena, type Tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { distance, largestDifference, norm } from '../../test/distance.js';
import { fillParameters, type HeadFixture, listHeadFixtures, readHeadFixture } from '../../test/head-fixture.js';
import { runGraph } from '../../test/run-graph.js';
import type { BertConfig } from '../config/bert-config.js';
import { SENTENCE_POOLINGS } from '../layers/sentence-pooling.js';
import { maskedTargets } from '../losses/masked-targets.js';
import { BertForMaskedLM } from './bert-for-masked-lm.js';
import { BertForPreTraining } from './bert-for-pre-training.js';
import { BertForQuestionAnswering } from './bert-for-question-answering.js';
import { BertForSentenceEmbedding } from './bert-for-sentence-embedding.js';
import { BertForSequenceClassification } from './bert-for-sequence-classification.js';
import {
  BertForSequenceClassificationWithFeatures,
  FEATURE_CLASSIFIER,
  type FeatureOptions,
} from './bert-for-sequence-classification-with-features.js';
import { BertForTokenClassification } from './bert-for-token-classification.js';
import { BertModel } from './bert-model.js';
import type { BertModelWithHead } from './bert-model-with-head.js';

/** Float32 sums of some ten terms in another order; values are around 1. */
const VALUE_TOLERANCE = 1e-5;
/** Of the norm of a parameter's gradient. */
const GRADIENT_TOLERANCE = 1e-4;
/** Of the norm of all gradients: the bias of the keys has a gradient of 0, and both sides have only rounding there. */
const ROUNDING_TOLERANCE = 1e-7;

const HEADS: Readonly<Record<string, new (config: BertConfig, options: FeatureOptions) => BertModelWithHead>> = {
  BertForMaskedLM,
  BertForPreTraining,
  BertForQuestionAnswering,
  BertForSequenceClassification,
  BertForSequenceClassificationWithFeatures,
  BertForTokenClassification,
};

function createModel(fixture: HeadFixture): BertModelWithHead {
  const numFeatures = fixture.parameters.get(`${FEATURE_CLASSIFIER}.weight`)?.shape[0] ?? 0;
  const model = new (HEADS[fixture.architecture] as (typeof HEADS)[string])(fixture.config, { numFeatures });
  fillParameters(model, fixture);
  return model;
}

/** The feeds that a graph has inputs for; of masked words, what is made of the labels that transformers was given. */
function feedsOf({ inputs }: Graph, { feeds }: HeadFixture): Readonly<Record<string, Tensor>> {
  const targets: Readonly<Record<string, Tensor>> = inputs.has('masked_labels')
    ? { ...maskedTargets(feeds.labels as Tensor<'int32'>) }
    : {};
  return Object.fromEntries(Object.entries({ ...feeds, ...targets }).filter(([name]) => inputs.has(name)));
}

const encoders = listHeadFixtures('encoder');
const heads = listHeadFixtures().filter((name) => !encoders.includes(name));

describe.each(heads)('%s, as transformers made it', (name) => {
  const fixture = readHeadFixture(name);
  const model = createModel(fixture);
  const predictions = [...fixture.outputs.keys()].filter((output) => output !== 'loss');

  it('has its predictions', async () => {
    const graph = model.buildInferenceGraph();
    expect([...graph.outputs.keys()].toSorted()).toEqual(predictions.toSorted());
    const outputs = await runGraph(graph, model.arena, feedsOf(graph, fixture));
    for (const output of predictions) {
      const expected = fixture.outputs.get(output) as Float32Array;
      expect(largestDifference(outputs.get(output), expected), output).toBeLessThan(VALUE_TOLERANCE);
    }
  });

  it('has its loss', async () => {
    for (const graph of [model.buildEvaluationGraph(), model.buildTrainingGraph()]) {
      const loss = (await runGraph(graph, model.arena, feedsOf(graph, fixture))).get('loss');
      expect(largestDifference(loss, fixture.outputs.get('loss') as Float32Array)).toBeLessThan(VALUE_TOLERANCE);
    }
  });

  it('has its gradient for every parameter', async () => {
    const step = gradients(model.buildTrainingGraph());
    const outputs = await runGraph(step.graph, model.arena, feedsOf(step.graph, fixture));
    const arena = new ParameterArena(model.arena.entries.map(({ specification }) => specification));
    for (const [parameter, each] of step.gradients) {
      if (each.kind === 'dense') arena.get(parameter).data.set(outputs.get(each.gradient) as Float32Array);
    }
    const parts = new Map(arena.parts());
    expect([...parts.keys()].toSorted()).toEqual([...fixture.gradients.keys()].toSorted());
    const floor = ROUNDING_TOLERANCE * norm([...fixture.gradients.values()].map(norm));
    for (const [parameter, expected] of fixture.gradients) {
      const bound = Math.max(GRADIENT_TOLERANCE * norm(expected), floor);
      expect(distance(parts.get(parameter)?.data, expected), parameter).toBeLessThan(bound);
    }
  });
});

describe.each(encoders)('%s, as transformers made it', (name) => {
  const fixture = readHeadFixture(name);

  it('has its hidden states, attentions and pooled first token', async () => {
    const model = new BertModel(fixture.config);
    fillParameters(model, fixture);
    const graph = model.buildInferenceGraph({ hiddenStates: true, attentions: true });
    const outputs = await runGraph(graph, model.arena, fixture.feeds);
    const expected = [...fixture.outputs].filter(([output]) => !/^(sentence|normalized)\./.test(output));
    expect([...outputs.keys()].toSorted()).toEqual(expected.map(([output]) => output).toSorted());
    for (const [output, values] of expected) {
      expect(largestDifference(outputs.get(output), values), output).toBeLessThan(VALUE_TOLERANCE);
    }
  });

  it('gives the hidden states that are asked for, whatever the head', async () => {
    const model = new BertForSentenceEmbedding(fixture.config, { pooling: 'cls' });
    fillParameters(model, fixture);
    const graph = model.buildInferenceGraph({ hiddenStates: [1] });
    const outputs = await runGraph(graph, model.arena, fixture.feeds);
    expect([...outputs.keys()]).toEqual(['sentence_embedding', 'hidden_states.1']);
    const expected = fixture.outputs.get('hidden_states.1') as Float32Array;
    expect(largestDifference(outputs.get('hidden_states.1'), expected)).toBeLessThan(VALUE_TOLERANCE);
    expect(() => model.buildInferenceGraph({ hiddenStates: [9] })).toThrow('there is no hidden state 9: they are 0');
  });

  it.each(SENTENCE_POOLINGS)('has the vectors of sentence-transformers, pooled by %s', async (pooling) => {
    for (const [normalize, output] of [
      [false, `sentence.${pooling}`],
      [true, `normalized.${pooling}`],
    ] as const) {
      const model = new BertForSentenceEmbedding(fixture.config, { pooling, normalize });
      fillParameters(model, fixture);
      const vectors = (await runGraph(model.buildInferenceGraph(), model.arena, fixture.feeds)).get(
        'sentence_embedding',
      );
      expect(largestDifference(vectors, fixture.outputs.get(output) as Float32Array)).toBeLessThan(VALUE_TOLERANCE);
    }
  });
});
