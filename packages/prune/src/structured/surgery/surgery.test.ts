import { BertForSentenceEmbedding, type BertInferenceModel } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitraryModel, arbitraryRemoval } from '../../../test/structured/arbitrary-structure.js';
import { scaleUnits } from '../../../test/structured/silence.js';
import {
  fillParameters,
  hasSameBits,
  largestDifference,
  MODEL_CLASSES,
  outputsOf,
  TINY_CONFIG,
} from '../../../test/structured/tiny-models.js';
import { applyStructure } from './apply-structure.js';
import { chooseLayers } from './choose-layers.js';
import { removeHeads } from './remove-heads.js';
import { removeIntermediateUnits } from './remove-intermediate-units.js';
import { removeLayers } from './remove-layers.js';
import { wholeStructure } from './structure-plan.js';

/** The interpreter computes in float64; what is left are sums in another order. */
const TOLERANCE = 1e-9;

const DEEP = { ...TINY_CONFIG, numHiddenLayers: 4, prunedHeads: { 0: [1], 3: [0] }, intermediateSizes: [3, 4, 5, 6] };
const classifier = (config = TINY_CONFIG) => fillParameters(MODEL_CLASSES.BertForSequenceClassification!(config), 1);

describe('heads and units that are taken out', () => {
  it('of a model that has another parameter in another shape: it is named, with both', () => {
    const model = classifier();
    const withConfig: typeof model.withConfig = (config, kept) => {
      const labels = config.numHiddenLayers === 2 ? config.labels : config.labels.slice(1);
      return model.withConfig({ ...config, labels }, kept);
    };
    const own = Object.assign(Object.create(model), { withConfig }) as typeof model;
    expect(() => removeLayers(own, [1])).toThrow(ConfigError);
    expect(() => removeLayers(own, [1])).toThrow(
      "'classifier.weight' is [2, 8] in the smaller model, expected [3, 8] (it is [3, 8] now)",
    );
    expect(removeHeads(own, { 0: [1] }).arena.get('classifier.weight').data).toEqual(
      model.arena.get('classifier.weight').data,
    );
  });

  it('leave the outputs of the model with the same ones silenced, whatever the model', () => {
    const cases = arbitraryModel.chain((model) => fc.tuple(fc.constant(model), arbitraryRemoval(model)));
    fc.assert(
      fc.property(cases, ([model, removal]) => {
        const smaller = removeIntermediateUnits(removeHeads(model, removal.heads), removal.units);
        expect(smaller.constructor).toBe(model.constructor);
        const silenced = scaleUnits(model, removal);
        expect(largestDifference(outputsOf(smaller), outputsOf(silenced))).toBeLessThan(TOLERANCE);
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  it('leave nothing behind: no row, no column', () => {
    const smaller = removeHeads(removeIntermediateUnits(classifier(), { 1: [0, 9] }), { 0: [1] });
    expect(smaller.config).toMatchObject({ prunedHeads: { 0: [1] }, intermediateSizes: [10, 8] });
    const shapeOf = (name: string) => smaller.arena.get(`bert.encoder.layer.${name}`).shape;
    expect(shapeOf('0.attention.self.qkv.weight')).toEqual([12, 8]);
    expect(shapeOf('0.attention.output.dense.weight')).toEqual([8, 4]);
    expect(shapeOf('1.intermediate.dense.weight')).toEqual([8, 8]);
    expect(shapeOf('1.output.dense.weight')).toEqual([8, 8]);
  });

  it('can be taken out in any order and in several goes, heads by their first numbers', () => {
    const model = classifier({ ...TINY_CONFIG, numAttentionHeads: 4 });
    const atOnce = removeHeads(model, { 0: [0, 2, 3] });
    const oneByOne = removeHeads(removeHeads(removeHeads(model, { 0: [2] }), { 0: [0] }), { 0: [3] });
    expect(oneByOne.config).toEqual(atOnce.config);
    expect(hasSameBits(oneByOne.arena.data, atOnce.arena.data)).toBe(true);
  });

  it('are all the same width when that is one that Hugging Face can say', () => {
    const { config } = removeIntermediateUnits(classifier(), { 0: [0, 1], 1: [5, 7] });
    expect(config).toMatchObject({ intermediateSize: 8, intermediateSizes: null });
  });
});

describe('nothing that is taken out', () => {
  it('changes nothing, bit for bit', () => {
    fc.assert(
      fc.property(arbitraryModel, (model) => {
        const none = [...Array(model.config.numHiddenLayers).keys()].map((layer) => [layer, []]);
        for (const same of [
          removeHeads(model, {}),
          removeIntermediateUnits(model, Object.fromEntries(none)),
          removeLayers(model, []),
          applyStructure(model, wholeStructure(model.config)),
        ]) {
          expect(hasSameBits(same.arena.data, model.arena.data)).toBe(true);
          expect(outputsOf(same)).toEqual(outputsOf(model));
        }
      }),
      { seed: 3, numRuns: 20 },
    );
  });
});

describe('layers that are taken out', () => {
  it.each(Object.entries(MODEL_CLASSES))('hand their input on (%s)', (_, create) => {
    const model = fillParameters(create(DEEP), 5);
    const smaller = removeLayers(model, [1, 2]);
    expect(smaller.config).toMatchObject({
      numHiddenLayers: 2,
      prunedHeads: { 0: [1], 1: [0] },
      intermediateSizes: [3, 6],
    });
    // By hand, with the layer's own names.
    const expected = model.withConfig(smaller.config);
    for (const { specification } of expected.arena.entries) {
      const source = specification.name.replace('layer.1.', 'layer.3.');
      expected.arena.get(specification.name).data.set(model.arena.get(source).data);
    }
    expect(outputsOf(smaller)).toEqual(outputsOf(expected));
    expect(outputsOf(smaller)).not.toEqual(outputsOf(model));
  });

  it('above the one that is pooled change nothing', () => {
    const model = fillParameters(new BertForSentenceEmbedding(DEEP, { layer: 2 }), 5);
    expect(outputsOf(removeLayers(model, { choice: 'top', count: 2 }))).toEqual(outputsOf(model));
  });

  it.each([
    [{ choice: 'every-other' }, [1, 3, 5]],
    [{ choice: 'top', count: 2 }, [4, 5]],
    [{ choice: 'bottom', count: 2 }, [0, 1]],
    [{ choice: 'top', count: 0 }, []],
    [{ choice: 'least-important', count: 3, scores: [9, 1, 3, 2, 2, 8] }, [1, 3, 4]],
    [{ choice: 'least-important', count: 2, scores: [5, 5, 5, 5, 5, 5] }, [4, 5]],
  ] as const)('are chosen by %j', (choice, expected) => {
    expect(chooseLayers(6, choice)).toEqual(expected);
  });
});

describe('what cannot be taken out', () => {
  const model = classifier({ ...DEEP, numAttentionHeads: 4, prunedHeads: { 0: [1] } });

  it.each<[string, () => BertInferenceModel, RegExp]>([
    ['all heads', () => removeHeads(model, { 1: [0, 1, 2, 3] }), /heads: these are all 4 of layer 1: leave one/],
    ['the last heads', () => removeHeads(model, { 0: [0, 2, 3] }), /these are all 3 of layer 0/],
    ['an unknown head', () => removeHeads(model, { 1: [4] }), /layer 1 has no head 4; it has 0, 1, 2, 3/],
    ['a negative head', () => removeHeads(model, { 1: [-1] }), /layer 1 has no head -1/],
    ['half a head', () => removeHeads(model, { 1: [0.5] }), /layer 1 has no head 0.5/],
    ['a head that is gone', () => removeHeads(model, { 0: [1] }), /head 1 of layer 0 is gone already; it has 0, 2, 3/],
    ['a head twice', () => removeHeads(model, { 1: [2, 2] }), /layer 1 is to lose 2 twice/],
    ['heads of no layer', () => removeHeads(model, { 4: [0] }), /no layer 4; layers are 0 to 3/],
    ['units out of range', () => removeIntermediateUnits(model, { 0: [3] }), /layer 0 has no unit 3; it has 0, 1, 2/],
    ['all units', () => removeIntermediateUnits(model, { 0: [0, 1, 2] }), /units: these are all 3 of layer 0/],
    ['a layer twice', () => removeLayers(model, [1, 1]), /layer 1 is named twice in 1, 1/],
    ['an unknown layer', () => removeLayers(model, [4]), /there is no layer 4; layers are 0 to 3/],
    ['all layers', () => removeLayers(model, [0, 1, 2, 3]), /these are all 4 layers: leave one/],
    ['all layers by name', () => removeLayers(model, { choice: 'top', count: 4 }), /count is 4, expected .* 0 to 3/],
    [
      'too few scores',
      () => removeLayers(model, { choice: 'least-important', count: 1, scores: [1] }),
      /expected a score for each of 4 layers, found 1/,
    ],
    ['a plan of no layers', () => applyStructure(model, { layers: [] }), /the layers that stay: expected one or more/],
    [
      'a plan in disorder',
      () => applyStructure(model, { layers: [{ layer: 0, heads: [2, 0], units: [0] }] }),
      /heads of layer 0 that stay: expected one or more of 0, 2, 3, each once and ascending, found 2, 0/,
    ],
    [
      'a plan without units',
      () => applyStructure(model, { layers: [{ layer: 0, heads: [0], units: [] }] }),
      /found none/,
    ],
    [
      'parts of a class that cannot be resized',
      () => removeHeads({ ...model, withConfig: undefined } as unknown as BertInferenceModel, {}),
      /cannot be made smaller: it has no withConfig/,
    ],
  ])('%s', (_, remove, message) => {
    expect(remove).toThrow(ConfigError);
    expect(remove).toThrow(message);
  });
});
