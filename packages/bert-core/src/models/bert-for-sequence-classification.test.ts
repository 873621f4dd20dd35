import { formatGraph } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { hasSameBits } from '../../test/distance.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { BertForSequenceClassification } from './bert-for-sequence-classification.js';

const makeModel = (overrides = {}) => new BertForSequenceClassification({ ...TINY_CONFIG, ...overrides });

describe('the graphs of a classifier', () => {
  it('are what they were', async () => {
    await expect(formatGraph(makeModel().buildEvaluationGraph())).toMatchFileSnapshot(
      '../../test/snapshots/evaluation.txt',
    );
  });

  it('drop hidden states, attention weights and what the classifier reads', async () => {
    const model = makeModel({
      numHiddenLayers: 1,
      hiddenDropoutProb: 0.125,
      attentionProbsDropoutProb: 0.25,
      classifierDropout: 0.5,
    });
    await expect(formatGraph(model.buildTrainingGraph())).toMatchFileSnapshot('../../test/snapshots/training.txt');
  });

  it('are the same for training without dropout and for evaluation', () => {
    const model = makeModel();
    expect(formatGraph(model.buildTrainingGraph())).toBe(formatGraph(model.buildEvaluationGraph()));
    expect([...model.buildTrainingGraph().inputs.keys()]).not.toContain('dropout_key');
  });

  it('have no dropout in evaluation, whatever the configuration', () => {
    const graph = makeModel({ hiddenDropoutProb: 0.5, classifierDropout: 0.5 }).buildEvaluationGraph();
    expect(formatGraph(graph)).toBe(formatGraph(makeModel().buildEvaluationGraph()));
  });

  it('drop what the classifier reads like hidden states, unless told otherwise', () => {
    const text = formatGraph(makeModel({ hiddenDropoutProb: 0.25 }).buildTrainingGraph());
    expect(text.match(/keepProbability=0.75/g)).toHaveLength(6);
    const without = formatGraph(makeModel({ hiddenDropoutProb: 0.25, classifierDropout: 0 }).buildTrainingGraph());
    expect(without.match(/keepProbability=0.75/g)).toHaveLength(5);
  });

  it('have no labels and no loss for inference', () => {
    const graph = makeModel().buildInferenceGraph();
    expect([...graph.inputs.keys()].sort()).toEqual(['attention_mask', 'input_ids', 'token_type_ids']);
    expect([...graph.outputs.keys()]).toEqual(['logits']);
  });

  it('use every parameter of the arena', () => {
    const model = makeModel();
    const names = model.arena.entries.map(({ specification }) => specification.name);
    expect([...model.buildTrainingGraph().parameters.keys()].sort()).toEqual(names.sort());
  });
});

describe('BertForSequenceClassification', () => {
  it('is the same for the same seed', () => {
    const [first, same, other] = [1, 1, 2].map((seed) =>
      BertForSequenceClassification.initialize(TINY_CONFIG, { seed }),
    );
    expect(hasSameBits(first?.arena.data as Float32Array, same?.arena.data as Float32Array)).toBe(true);
    expect(hasSameBits(first?.arena.data as Float32Array, other?.arena.data as Float32Array)).toBe(false);
  });

  it('decays weights and tables, not biases and normalizations', () => {
    for (const { specification } of makeModel().arena.entries) {
      const { name, shape, weightDecay } = specification;
      expect(weightDecay, name).toBe(!name.endsWith('.bias') && !name.includes('LayerNorm'));
      expect(weightDecay, name).toBe(shape.length === 2);
    }
  });

  it('takes one label for a regression, unless it is told otherwise', () => {
    expect(makeModel({ labels: ['score'] }).problemType).toBe('regression');
    expect(makeModel({ labels: ['score'], problemType: 'multi_label_classification' }).problemType).not.toBe(
      'regression',
    );
  });

  it('refuses labels that do not fit the problem, and a configuration that cannot be', () => {
    const single = { labels: ['only'], problemType: 'single_label_classification' } as const;
    expect(() => makeModel(single)).toThrow(ConfigError);
    expect(() => makeModel({ labels: [] })).toThrow(
      'a classifier (single_label_classification) needs 2 labels or more, the configuration has 0',
    );
    expect(() => makeModel({ numAttentionHeads: 3 })).toThrow('hidden_size 8 is no multiple of num_attention_heads 3');
  });
});
