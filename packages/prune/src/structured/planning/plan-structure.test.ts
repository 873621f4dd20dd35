import { type BertConfig, type BertInferenceModel, intermediateSizeOf, numHeadsOf } from '@bertsmith/bert-core';
import { graphCost } from '@bertsmith/graph';
import { ConfigError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fraction, MODEL_CLASSES, TINY_CONFIG } from '../../../test/structured/tiny-models.js';
import { emptyScores, mapScores, type UnitScores } from '../importance/unit-scores.js';
import { applyStructure } from '../surgery/apply-structure.js';
import { wholeStructure } from '../surgery/structure-plan.js';
import type { LatencyMeter } from './latency-meter.js';
import { interpolate } from './latency-table.js';
import { planStructure } from './plan-structure.js';
import type { StructureBudget } from './structure-budget.js';

const CONFIG: BertConfig = {
  ...TINY_CONFIG,
  hiddenSize: 16,
  numHiddenLayers: 3,
  numAttentionHeads: 4,
  intermediateSize: 40,
  prunedHeads: { 1: [2] },
};
const THINNER: BertConfig = {
  ...CONFIG,
  matrixRanks: { 0: { 'intermediate.dense': 4 }, 2: { 'attention.output.dense': 6, 'output.dense': 5 } },
};
const SIZES = { batchSize: 2, sequenceLength: 6, unitMultiple: 8 };
const modelOf = (name = 'BertForSequenceClassification', config = CONFIG) => MODEL_CLASSES[name]!(config);

function randomScores(config: BertConfig, seed: number): UnitScores {
  let draws = 0;
  return mapScores(emptyScores(config), (values) => values.map(() => fraction(seed, draws++)));
}

/** A machine without noise: heads and units take time, in whole models as in those that are measured for the table. */
function clockwork(msOf: (config: BertConfig) => number = plainMs): LatencyMeter & { readonly asked: number[] } {
  const asked: number[] = [];
  return {
    asked,
    measure: async (models) => {
      asked.push(models.length);
      return models.map(({ config }) => msOf(config));
    },
  };
}

function plainMs(config: BertConfig): number {
  const layers = Array.from({ length: config.numHiddenLayers }, (_, layer) => layer);
  return layers.reduce((ms, layer) => ms + numHeadsOf(config, layer) + 0.1 * intermediateSizeOf(config, layer), 1);
}

const flopsOf = (model: BertInferenceModel) =>
  graphCost(model.buildInferenceGraph(), { batch: 2, sequence: 6, features: 1 }).flops;
const MEASURES: Readonly<Record<string, (model: BertInferenceModel) => number>> = {
  parameters: ({ arena }) => arena.parameterCount,
  bytes: ({ arena }) => 4 * arena.parameterCount,
  flops: flopsOf,
};

async function failureOf(planning: Promise<unknown>): Promise<ConfigError> {
  return await planning.then(
    () => {
      throw new Error('expected an error');
    },
    (error: ConfigError) => error,
  );
}

describe('a budget of parameters, bytes or operations', () => {
  it('is kept to, by the model as it is and as the report has it, whatever the model', async () => {
    const cases = fc.tuple(
      fc.constantFrom(...Object.keys(MODEL_CLASSES)),
      fc.constantFrom('parameters', 'bytes', 'flops'),
      fc.double({ min: 0.3, max: 1, noNaN: true }),
      fc.integer({ min: 0, max: 99 }),
      fc.constantFrom(CONFIG, THINNER),
    );
    await fc.assert(
      fc.asyncProperty(cases, async ([name, kind, share, seed, config]) => {
        const model = modelOf(name, config);
        const measure = MEASURES[kind] as (model: BertInferenceModel) => number;
        let amount = share * measure(model);
        const importance = randomScores(CONFIG, seed);
        const planning = (budget: number) =>
          planStructure(model, { ...SIZES, importance, budget: { [kind]: budget } as unknown as StructureBudget });
        const planned = await planning(amount).catch((error: ConfigError) => {
          const { closest } = error.details as { closest: number };
          expect(closest).toBeGreaterThan(amount);
          amount = closest;
          return planning(closest);
        });
        const smaller = applyStructure(model, planned.plan);
        expect(measure(smaller)).toBe(planned.report[kind as 'flops'].after);
        expect(planned.report[kind as 'flops'].before).toBe(measure(model));
        expect(measure(smaller)).toBeLessThanOrEqual(amount);
        for (const { heads, units } of planned.plan.layers) {
          expect(heads.length).toBeGreaterThan(0);
          expect(units.length % 8).toBe(0);
          expect(units.length).toBeGreaterThan(0);
        }
      }),
      { seed: 6, numRuns: 40 },
    );
  });

  it('takes out what matters least', async () => {
    const importance = randomScores(CONFIG, 1);
    importance.heads[2]?.set([9, 0, 9, 9]);
    importance.units[0]?.fill(0, 8, 24);
    const model = modelOf();
    // A head of 4 has 4 * (4 * 16 + 3) parameters, a unit 33.
    const budget = { parameters: model.arena.parameterCount - 268 - 16 * 33 };
    const { plan } = await planStructure(model, { ...SIZES, importance, budget });
    expect(plan.layers.map(({ heads }) => heads)).toEqual([
      [0, 1, 2, 3],
      [0, 1, 3],
      [0, 2, 3],
    ]);
    expect(plan.layers.map(({ units }) => units.length)).toEqual([24, 40, 40]);
    expect(plan.layers[0]?.units).toEqual([
      0,
      1,
      2,
      3,
      4,
      5,
      6,
      7,
      ...Array.from({ length: 16 }, (_, index) => 24 + index),
    ]);
  });

  it.each([
    ['heads', 'units'],
    ['units', 'heads'],
  ] as const)('takes out %s alone, if that is all that may go', async (part, other) => {
    const importance = randomScores(CONFIG, 3);
    const model = modelOf();
    const all = { importance, parts: [part], ...SIZES };
    const budget = { parameters: model.arena.parameterCount - 200 };
    const { plan, report } = await planStructure(model, { ...all, budget });
    expect(report.parameters.after).toBeLessThanOrEqual(budget.parameters);
    expect(plan.layers.map((layer) => layer[other])).toEqual(
      wholeStructure(CONFIG).layers.map((layer) => layer[other]),
    );
    const { message } = await failureOf(planStructure(model, { ...all, budget: { parameters: 1 } }));
    expect(message).toMatch(/1.000 parameters cannot be had: the closest is \d+/);
  });

  it('that is kept already takes out nothing', async () => {
    const model = modelOf();
    const budget = { parameters: model.arena.parameterCount };
    const { plan, report } = await planStructure(model, { ...SIZES, importance: randomScores(CONFIG, 1), budget });
    expect(plan).toEqual(wholeStructure(CONFIG));
    expect(report.parameters.after).toBe(report.parameters.before);
  });

  it('reports what went where, as plain data', async () => {
    const importance = randomScores(CONFIG, 1);
    importance.heads[1]?.set([0, 0, 1]);
    const model = modelOf();
    const budget = { parameters: model.arena.parameterCount - 2 * 268 };
    const { report } = await planStructure(model, { ...SIZES, importance, budget });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(report).toMatchObject({ batchSize: 2, sequenceLength: 6 });
    expect(report.layers[1]).toMatchObject({
      layer: 1,
      heads: { before: 3, after: 1 },
      units: { before: 40, after: 40 },
      parameters: { before: 3 * 268 + 40 * 33, after: 268 + 40 * 33 },
    });
    const saved = report.layers.reduce((sum, { flops }) => sum + flops.before - flops.after, 0);
    expect(report.flops.before - report.flops.after).toBe(saved);
  });
});

describe('a budget of time', () => {
  const importance = randomScores(CONFIG, 3);
  const model = modelOf('BertModel');

  it.each<[StructureBudget, number]>([
    [{ milliseconds: 15 }, 15],
    [{ speedup: 1.6 }, 24 / 1.6],
    [{ speedup: 1 }, 24],
  ])('%j is kept to, by what is measured, and the same each time', async (budget, target) => {
    const plan = () => planStructure(model, { ...SIZES, importance, budget, meter: clockwork() });
    const first = await plan();
    expect(first.latency?.beforeMs).toBe(plainMs(CONFIG));
    const afterMs = plainMs(applyStructure(model, first.plan).config);
    expect(first.latency?.afterMs).toBe(afterMs);
    expect(afterMs).toBeLessThanOrEqual(target * 1.02);
    expect(afterMs).toBeGreaterThan(target - 1.02);
    expect(await plan()).toEqual(first);
  });

  it('is corrected when a model saves less than the table promises', async () => {
    // The layers of a whole model save a third of what the others do.
    const dragging = ({ vocabSize, ...config }: BertConfig) =>
      vocabSize === CONFIG.vocabSize ? 16 + plainMs({ vocabSize, ...config }) / 3 : plainMs({ vocabSize, ...config });
    const options = { ...SIZES, importance, budget: { milliseconds: 21 } };
    const { latency } = await planStructure(model, { ...options, meter: clockwork(dragging) });
    expect(latency?.trials).toBeGreaterThan(1);
    expect(latency?.afterMs).toBeLessThanOrEqual(21 * 1.02);
  });

  it('is kept to with a table that was measured before', async () => {
    const budget = { speedup: 1.5 };
    const first = await planStructure(model, { ...SIZES, importance, budget, meter: clockwork() });
    const meter = clockwork();
    const table = first.latency?.table as NonNullable<typeof first.latency>['table'];
    const again = await planStructure(model, { ...SIZES, importance, budget, meter, table });
    expect(again).toEqual(first);
    expect(Math.max(...meter.asked)).toBe(2);
  });

  it('is kept to where a few heads or units less save nothing', async () => {
    const steps = (config: BertConfig) => {
      const layers = Array.from({ length: config.numHiddenLayers }, (_, layer) => layer);
      return layers.reduce((ms, layer) => {
        const isNarrow = intermediateSizeOf(config, layer) <= 16;
        return ms + (numHeadsOf(config, layer) <= 2 ? 1 : 4) + (isNarrow ? 1 : 4);
      }, 1);
    };
    const options = { ...SIZES, importance, budget: { milliseconds: 13 } };
    const { latency } = await planStructure(model, { ...options, meter: clockwork(steps) });
    expect(latency?.afterMs).toBeLessThanOrEqual(13);
  });

  it('is kept to on a machine that is never twice as fast', async () => {
    for (let seed = 0; seed < 30; seed++) {
      let draws = 0;
      const noisy = (config: BertConfig) => plainMs(config) * (0.95 + 0.1 * fraction(seed, draws++));
      const options = { ...SIZES, importance, meter: clockwork(noisy) };
      const { latency } = await planStructure(model, { ...options, budget: { speedup: 1.7 } });
      expect((latency?.beforeMs as number) / (latency?.afterMs as number)).toBeGreaterThan(1.7 / 1.021);
      const { plan } = await planStructure(model, { ...options, budget: { speedup: 1 } });
      expect(plan).toEqual(wholeStructure(CONFIG));
    }
  });

  it('is not given up while more may go, however often a busy machine is slightly too slow', async () => {
    let asked = 0;
    const busy: LatencyMeter = {
      measure: async (models) => {
        asked++;
        // One call is for the table, one for the whole model; then five trials come out 5 % too slow, whatever is tried.
        return models.map(({ config }, index) =>
          asked <= 7 && index === 1 && models.length === 2 ? 15.75 : plainMs(config),
        );
      },
    };
    const { latency } = await planStructure(model, { ...SIZES, importance, budget: { milliseconds: 15 }, meter: busy });
    expect(latency?.trials).toBe(6);
    expect(latency?.afterMs).toBeLessThanOrEqual(15);
  });

  it('takes little from a last layer that computes the first token alone, and so saves little', async () => {
    const ofFirstToken = (config: BertConfig) => {
      const [last, isProbe] = [config.numHiddenLayers - 1, config.vocabSize !== CONFIG.vocabSize];
      if (isProbe) return plainMs(config);
      return plainMs(config) - 0.9 * (numHeadsOf(config, last) + 0.1 * intermediateSizeOf(config, last));
    };
    const [heads, units] = [emptyScores(CONFIG).heads, emptyScores(CONFIG).units];
    for (const [layer, values] of [...heads.entries(), ...units.entries()]) values.fill(layer === 2 ? 0.9 : 1);
    const options = { ...SIZES, importance: { heads, units }, budget: { speedup: 1.4 } };
    const { plan } = await planStructure(modelOf(), { ...options, meter: clockwork(ofFirstToken) });
    expect(plan.layers[2]).toEqual(wholeStructure(CONFIG).layers[2]);
    expect(plan).not.toEqual(wholeStructure(CONFIG));
  });

  it('is kept to where the first model that is tried seems slower than the whole one', async () => {
    let asked = 0;
    const hesitating: LatencyMeter = {
      measure: async (models) => {
        asked++;
        return models.map(({ config }, index) => plainMs(config) * (asked === 3 && index === 1 ? 2 : 1));
      },
    };
    const options = { ...SIZES, importance, budget: { milliseconds: 15 } };
    const { latency } = await planStructure(model, { ...options, meter: hesitating });
    expect(latency?.trials).toBeGreaterThan(1);
    expect(latency?.afterMs).toBeLessThanOrEqual(15 * 1.02);
  });

  it('that cannot be kept names what can', async () => {
    // One head and 8 units in each layer: 1 + 3 * 1.8.
    const options = { ...SIZES, importance, meter: clockwork() };
    const tooSlow = await failureOf(planStructure(model, { ...options, budget: { milliseconds: 5 } }));
    expect(tooSlow).toBeInstanceOf(ConfigError);
    expect(tooSlow.message).toContain('5.000 milliseconds cannot be had: the closest is 6.400');
    const tooFast = await failureOf(planStructure(model, { ...options, budget: { speedup: 9 } }));
    expect(tooFast.message).toContain('a speedup of 9 cannot be had: the closest is 3.750');
    expect(tooFast.details.closest).toBeCloseTo(24 / 6.4, 12);
  });
});

describe('interpolate', () => {
  it.each([
    [2, 10],
    [3, 15],
    [4, 20],
    [6, 22],
    [8, 24],
    [12, 28],
  ])('gives for %i, between measured numbers and beyond, %f', (count, expected) => {
    expect(interpolate({ counts: [2, 4, 8], milliseconds: [10, 20, 24] }, count)).toBe(expected);
    expect(interpolate({ counts: [4], milliseconds: [7] }, count)).toBe(7);
  });
});

describe('what planStructure refuses', () => {
  const importance = randomScores(CONFIG, 3);
  const options = { ...SIZES, importance, budget: { parameters: 1e9 } };
  const brokenMeter = { measure: async () => [1, Number.NaN] };

  it.each<[string, Partial<Parameters<typeof planStructure>[1]>, RegExp]>([
    [
      'too few parameters',
      { budget: { parameters: 1 } },
      /1.000 parameters cannot be had: the closest is \d+, the smallest/,
    ],
    ['too few operations', { budget: { flops: 1 } }, /1.000 flops cannot be had/],
    ['no budget', { budget: {} as never }, /a budget has one of parameters, .* found none/],
    ['two budgets', { budget: { bytes: 1, flops: 1 } as never }, /found bytes, flops/],
    ['an unknown budget', { budget: { watts: 1 } as never }, /found watts/],
    ['nothing at all', { budget: { bytes: 0 } }, /the budget's bytes is 0, expected a number above 0/],
    ['a speedup that is none', { budget: { speedup: 0.9 } }, /the budget's speedup is 0.9, expected a number from 1/],
    ['no number', { budget: { flops: Number.NaN } }, /flops is NaN/],
    ['a multiple of 0', { unitMultiple: 0 }, /unitMultiple is 0, expected a whole number from 1/],
    ['no part', { parts: [] }, /parts are \[\], expected some of heads, units/],
    ['an unknown part', { parts: ['layers' as never] }, /parts are \[layers\]/],
    ['half a row', { batchSize: 0.5 }, /batchSize is 0.5/],
    ['long texts', { sequenceLength: 7 }, /sequenceLength is 7, the model takes 6 tokens/],
    ['times that nobody measures', { budget: { speedup: 2 } }, /a budget of time is measured: give it a backend/],
    [
      'a meter without times',
      { budget: { speedup: 2 }, meter: brokenMeter },
      /expected 8 times above 0 ms, the meter gave 1, NaN/,
    ],
    [
      'scores of another model',
      { importance: { heads: [], units: [] } },
      /planStructure: importance: expected scores of \[4,3,4\]/,
    ],
  ])('%s', async (_, changes, message) => {
    const failure = await failureOf(planStructure(modelOf(), { ...options, ...changes }));
    expect(failure).toBeInstanceOf(ConfigError);
    expect(failure.message).toMatch(message);
  });
});
