import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gradients, interpret } from '@bertsmith/graph';
import { type Tensor, tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import { BertMeanClassifier } from '../../test/mean-classifier.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { loadConfig, loadSequenceClassifier, loadWeights, saveModel } from '../files.js';
import { namedParameters } from '../parameters/named-parameters.js';

const int32 = (rows: number[][]) =>
  tensor('int32', [rows.length, rows[0]?.length ?? 0], Int32Array.from(rows.flat())) as Tensor;

const feeds = (...padding: number[]) => ({
  input_ids: int32([[1, 5, 2, ...padding]]),
  attention_mask: int32([[1, 1, 1, ...padding.map(() => 0)]]),
  token_type_ids: int32([[0, 0, 0, ...padding.map(() => 0)]]),
});

describe('a head of your own', () => {
  const model = new BertMeanClassifier(TINY_CONFIG, 1);
  const parameters = Object.fromEntries(namedParameters(model.arena));

  it('computes what it says, with padding left out', () => {
    const logitsOf = (inputs: object) =>
      interpret(model.buildInferenceGraph(), { ...parameters, ...inputs }).get('logits');
    expect(logitsOf(feeds())?.shape).toEqual([1, 3]);
    expect(largestDifference(logitsOf(feeds(7, 8))?.data, logitsOf(feeds())?.data as Float64Array)).toBeLessThan(1e-12);
  });

  it('has a gradient for each of its parameters', () => {
    const step = gradients(model.buildTrainingGraph());
    expect([...step.gradients.keys()].sort()).toEqual(Object.keys(parameters).sort());
  });

  it('is saved and loaded like every other, and is no BertForSequenceClassification', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'model-'));
    try {
      await saveModel(model, directory);
      const loaded = new BertMeanClassifier(await loadConfig(directory), 2);
      await loadWeights(join(directory, 'model.safetensors'), loaded.arena);
      expect(largestDifference(loaded.arena.data, model.arena.data)).toBe(0);
      await expect(loadSequenceClassifier(directory)).rejects.toThrow(/found "BertMeanClassifier"/);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
