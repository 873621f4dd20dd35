import { type BertConfig, BertForSequenceClassification } from '@bertsmith/bert-core';
import { describe, expect, it } from 'vitest';
import { TINY_CONFIG } from '../../../test/structured/tiny-models.js';
import { wholeStructure } from '../surgery/structure-plan.js';
import { flopCosts } from './structure-costs.js';
import { structureReport } from './structure-report.js';

const SIZES = { batchSize: 2, sequenceLength: 6 };
const CONFIG: BertConfig = { ...TINY_CONFIG, numHiddenLayers: 3, numAttentionHeads: 4 };
const modelOf = (changes: Partial<BertConfig> = {}) => new BertForSequenceClassification({ ...CONFIG, ...changes });
const costsOf = (changes: Partial<BertConfig> = {}) => flopCosts(modelOf(changes), SIZES);

describe('the operations of a head', () => {
  it('are the same in a layer that has one, and in one that has more', () => {
    const { perHead } = costsOf();
    expect(costsOf({ prunedHeads: { 0: [0, 1, 3], 2: [1, 2, 3] } }).perHead).toEqual(perHead);
    expect(perHead.every((cost) => cost > 0)).toBe(true);
    expect(perHead[2]).toBeLessThan(perHead[0] as number);
  });

  it('of a model that never had more than one are what the line through other sizes says', () => {
    const { perHead } = costsOf({ numAttentionHeads: 1 });
    const [ofTwo, ofFour] = [2, 4].map((numAttentionHeads) => costsOf({ numAttentionHeads }).perHead);
    for (const [layer, cost] of perHead.entries()) {
      // Sizes of 4 and 2; this one has 8.
      expect(cost).toBe(3 * (ofTwo?.[layer] as number) - 2 * (ofFour?.[layer] as number));
    }
    expect(costsOf({ numAttentionHeads: 1, hiddenSize: 7 }).perHead.every((cost) => cost > 0)).toBe(true);
  });

  it('are in the report of a layer with one head', () => {
    const model = modelOf({ prunedHeads: { 1: [0, 1, 2] }, intermediateSizes: [10, 1, 10] });
    const { layers } = structureReport(model, wholeStructure(model.config), SIZES);
    const { perHead, perUnit } = costsOf();
    expect(layers[1]?.flops.before).toBe((perHead[1] as number) + (perUnit[1] as number));
  });
});
