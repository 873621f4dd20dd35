import type { BertInferenceModel } from '@bertsmith/bert-core';
import { describe, expect, it } from 'vitest';
import { largestDifference, relativeDistance, SAME, typicalDistance } from '../test/distances.js';
import { EVERY_FORMAT } from '../test/every-format.js';
import { runFile } from '../test/run-file.js';
import { useTemporaryDirectory } from '../test/temporary-directory.js';
import {
  backend,
  classifier,
  fill,
  MODEL_CLASSES,
  runModel,
  type TextFeeds,
  TINY_CONFIG,
  tokenRows,
} from '../test/tiny-models.js';
import { loadQuantizedModel, saveQuantizedModel } from './files.js';
import { quantize } from './model/quantize.js';

const path = useTemporaryDirectory();
/** Of first tokens, which the pooler reads, there is one a row: too few, and ranges cut off what comes later. */
const calibration = tokenRows(300);

describe.each(EVERY_FORMAT)('$title', ({ title, scheme, tableScheme, tolerance }) => {
  it('answers about what the float model does, from a file too, which any runtime runs', async () => {
    const model = classifier();
    const { model: quantized, report } = await quantize(model, { backend, scheme, tableScheme, calibration });
    const [exact, ours] = [(await runModel(model)).logits ?? [], (await runModel(quantized)).logits ?? []];
    expect(relativeDistance(ours, exact)).toBeLessThan(tolerance);
    expect(relativeDistance(ours, exact)).toBeGreaterThan(0);
    expect(report.layersInFloat).toEqual(['classifier']);
    const directory = path(title);
    await saveQuantizedModel(quantized, directory);
    const loaded = await loadQuantizedModel(directory);
    expect((await runModel(loaded)).logits).toEqual(ours);
    const askFile = async (text: TextFeeds) => (await runFile(`${directory}/model.onnx`, text)).logits;
    expect(await typicalDistance(askFile, async (text) => (await runModel(loaded, text)).logits)).toBeLessThan(SAME);
  });
});

describe.each(Object.entries(MODEL_CLASSES))('%s', (name, create) => {
  it('keeps names and types of inputs and outputs, and comes back from a file', async () => {
    const model = fill(create(TINY_CONFIG));
    const { model: quantized } = await quantize(model, { backend, calibration });
    expect(describeTypes(quantized)).toEqual(describeTypes(model));
    const directory = path(name);
    await saveQuantizedModel(quantized, directory);
    const loaded = await loadQuantizedModel(directory, name === 'BertForSentenceEmbedding' ? { create } : {});
    const [ours, again, exact] = await Promise.all([quantized, loaded, model].map((each) => runModel(each)));
    expect(again).toEqual(ours);
    for (const [output, values] of Object.entries(exact ?? {})) {
      expect(relativeDistance(ours?.[output], values)).toBeLessThan(0.1);
      expect(largestDifference(ours?.[output], values)).toBeGreaterThan(0);
    }
  });
});

function describeTypes(model: BertInferenceModel) {
  const { inputs, outputs } = model.buildInferenceGraph();
  return [inputs, outputs].map((values) =>
    [...values].map(([name, { dtype, shape }]) => `${name}: ${dtype}[${shape}]`),
  );
}
