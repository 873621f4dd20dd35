import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { BertForSequenceClassification, presetConfig } from '@bertsmith/bert-core';
import { removeLayers } from '@bertsmith/prune';
import { expect, it } from 'vitest';
import { createInferenceMeter } from './inference-meter.js';

// Another program may take the processor from one of the two; it will not three times.
it.each([1, 8])(
  'measures that all layers take longer than one of them, in batches of %i',
  { retry: 2 },
  async (batchSize) => {
    const config = presetConfig('mini', { vocabSize: 50, numHiddenLayers: 8, labels: ['a', 'b'] });
    const whole = BertForSequenceClassification.initialize(config, { seed: 1 });
    const one = removeLayers(whole, [1, 2, 3, 4, 5, 6, 7]);
    const backend = createOnnxRuntimeBackend();
    const meter = createInferenceMeter({ backend, threads: 2, batchSize, lengths: [64] });
    const [eight = 0, single = 0] = await meter.measure([whole, one]);
    // Eight times the work; other programs on the machine strike both.
    expect(eight).toBeGreaterThan(2 * single);
    expect(single).toBeGreaterThan(0);
  },
);
