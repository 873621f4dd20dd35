import { type BertConfig, type BertModelWithHead, intermediateSizeOf, numHeadsOf } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { fillParameters, MODEL_CLASSES, TINY_CONFIG } from '../../../test/structured/tiny-models.js';
import { emptyScores, type UnitScores } from '../importance/unit-scores.js';
import { applyStructure } from '../surgery/apply-structure.js';
import { presentHeads } from '../surgery/present-heads.js';
import { wholeStructure } from '../surgery/structure-plan.js';
import type { LatencyMeter } from './latency-meter.js';
import { planInRounds } from './plan-in-rounds.js';
import { planStructure } from './plan-structure.js';
import type { StructureBudget } from './structure-budget.js';

const CONFIG: BertConfig = {
  ...TINY_CONFIG,
  hiddenSize: 16,
  numHiddenLayers: 2,
  numAttentionHeads: 4,
  intermediateSize: 32,
};
const SIZES = { batchSize: 2, sequenceLength: 6, unitMultiple: 4 };
const model = fillParameters(MODEL_CLASSES.BertForSequenceClassification!(CONFIG), 1) as BertModelWithHead &
  ReturnType<typeof fillParameters>;

/** Heads 0 and 1 of the first layer do the same work: each is needless while the other is there. All else matters a little. */
function score({ config }: Pick<BertModelWithHead, 'config'>): UnitScores {
  const scores = emptyScores(config);
  for (const units of scores.units) units.fill(1);
  for (const [layer, heads] of scores.heads.entries()) {
    const present = presentHeads(config, layer);
    const areTwins = layer === 0 && present.includes(0) && present.includes(1);
    heads.set(present.map((head) => (layer === 0 && head <= 1 ? (areTwins ? 0.1 : 100) : 10)));
  }
  return scores;
}

const headsOfFirstLayer = ({ layers }: { layers: readonly { readonly heads: readonly number[] }[] }) =>
  layers[0]?.heads;

/** A machine without noise. */
const meter: LatencyMeter = {
  measure: async (models) => models.map(({ config }) => milliseconds(config)),
};

function milliseconds(config: BertConfig): number {
  const layers = Array.from({ length: config.numHiddenLayers }, (_, layer) => layer);
  return layers.reduce((ms, layer) => ms + numHeadsOf(config, layer) + 0.25 * intermediateSizeOf(config, layer), 1);
}

describe('planInRounds', () => {
  it('keeps one of two heads that do the same work, of which planStructure takes both', async () => {
    const budget = { parameters: Math.round(0.75 * model.arena.parameterCount) };
    const at = (rounds: number) => planInRounds(model, { ...SIZES, score, rounds, budget });
    expect(headsOfFirstLayer((await at(1)).plan)).toEqual([2, 3]);
    expect(headsOfFirstLayer((await at(8)).plan)).toHaveLength(3);
  });

  it('is planStructure in one round', async () => {
    const options = { ...SIZES, budget: { parameters: Math.round(0.8 * model.arena.parameterCount) } };
    const once = await planStructure(model, { ...options, importance: score(model) });
    expect(await planInRounds(model, { ...options, score, rounds: 1 })).toEqual(once);
  });

  it.each<[StructureBudget, (config: BertConfig) => number]>([
    [{ parameters: 4000 }, () => 0],
    [{ bytes: 16_000 }, () => 0],
    [{ flops: 60_000 }, () => 0],
    [{ milliseconds: 16 }, milliseconds],
    [{ speedup: 1.5 }, milliseconds],
  ])('keeps to %j, with scores of what each round leaves, and leaves the model as it is', async (budget, msOf) => {
    const before = model.arena.data.slice();
    const sizes: number[] = [];
    const scored = (each: BertModelWithHead) => {
      sizes.push(each.arena.parameterCount);
      return score(each);
    };
    const { plan, report, latency } = await planInRounds(model, { ...SIZES, score: scored, rounds: 4, budget, meter });
    expect(sizes).toHaveLength(4);
    // Something goes in every round.
    expect(new Set(sizes).size).toBe(4);
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    const smaller = applyStructure(model, plan);
    const [kind, amount] = Object.entries(budget)[0] as [string, number];
    const whole = msOf(CONFIG);
    const measured: Record<string, number> = {
      parameters: smaller.arena.parameterCount,
      bytes: 4 * smaller.arena.parameterCount,
      flops: report.flops.after,
      milliseconds: msOf(smaller.config),
      speedup: -whole / msOf(smaller.config),
    };
    expect(measured[kind]).toBeLessThanOrEqual(kind === 'speedup' ? -amount / 1.02 : amount * 1.02);
    expect(report.parameters).toEqual({ before: model.arena.parameterCount, after: smaller.arena.parameterCount });
    expect(latency === undefined).toBe(whole === 0);
    if (latency !== undefined) expect([latency.beforeMs, latency.afterMs]).toEqual([whole, msOf(smaller.config)]);
    expect(model.arena.data).toEqual(before);
  });

  it('counts a speedup from a baseline: what is as fast already stays whole', async () => {
    const slow = fillParameters(MODEL_CLASSES.BertForSequenceClassification!({ ...CONFIG, numHiddenLayers: 6 }), 1);
    const options = { ...SIZES, score, rounds: 3, meter, baseline: slow };
    const speedOf = (config: BertConfig) => milliseconds(slow.config) / milliseconds(config);
    const enough = await planInRounds(model, { ...options, budget: { speedup: 0.99 * speedOf(CONFIG) } });
    expect(enough.plan).toEqual(wholeStructure(CONFIG));
    const { plan, latency } = await planInRounds(model, { ...options, budget: { speedup: 1.2 * speedOf(CONFIG) } });
    expect(speedOf(applyStructure(model, plan).config)).toBeGreaterThan((1.2 * speedOf(CONFIG)) / 1.021);
    expect(plan).not.toEqual(wholeStructure(CONFIG));
    expect(latency?.beforeMs).toBe(milliseconds(slow.config));
  });

  it('takes nothing from a model that meets the budget already, however its time is measured again', async () => {
    let asked = 0;
    // Every second measurement finds everything 3 % slower but what a speedup is counted from.
    const noisy: LatencyMeter = {
      measure: async (models) => {
        asked++;
        return models.map(({ config }) => milliseconds(config) * (asked % 2 === 0 && config === CONFIG ? 1.03 : 1));
      },
    };
    let scored = 0;
    const counted = (each: BertModelWithHead) => {
      scored++;
      return score(each);
    };
    const options = { ...SIZES, meter: noisy, score: counted };
    const slow = fillParameters(MODEL_CLASSES.BertForSequenceClassification!({ ...CONFIG, numHiddenLayers: 6 }), 1);
    const speed = milliseconds(slow.config) / milliseconds(CONFIG);
    const { plan } = await planInRounds(model, { ...options, baseline: slow, budget: { speedup: 0.95 * speed } });
    expect(plan).toEqual(wholeStructure(CONFIG));
    const inTime = await planInRounds(model, { ...options, budget: { milliseconds: 1.1 * milliseconds(CONFIG) } });
    expect(inTime.plan).toEqual(wholeStructure(CONFIG));
    expect(scored).toBe(2);
  });

  it('counts what was tried in all rounds, and measures a baseline for speedups alone', async () => {
    const counts: number[] = [];
    const counting: LatencyMeter = {
      measure: async (models) => {
        counts.push(models.length);
        return await meter.measure(models);
      },
    };
    const slow = fillParameters(MODEL_CLASSES.BertForSequenceClassification!({ ...CONFIG, numHiddenLayers: 6 }), 1);
    const options = { ...SIZES, score, rounds: 3, baseline: slow, meter: counting };
    const { latency } = await planInRounds(model, { ...options, budget: { milliseconds: 16 } });
    expect(latency?.trials).toBeGreaterThanOrEqual(3);
    // The table asks for more models at once.
    expect(counts.filter((count) => count <= 3)).not.toContain(3);
  });

  it('refuses options before anything is scored', async () => {
    const unasked = () => {
      throw new Error('scored');
    };
    const planning = planInRounds(model, { ...SIZES, score: unasked, budget: { parameters: 9 }, unitMultiple: 0 });
    await expect(planning).rejects.toThrow(/unitMultiple is 0/);
  });

  it.each<[Partial<Parameters<typeof planInRounds>[1]>, RegExp]>([
    [{ rounds: 0 }, /planInRounds: rounds is 0, expected a whole number from 1/],
    [{ rounds: 1.5 }, /rounds is 1.5/],
    [{ budget: { parameters: 1 } }, /1\.000 parameters cannot be had: the closest is \d+, the smallest structure/],
    [
      { budget: { speedup: 1000 }, meter },
      /a speedup of 1000 cannot be had: the closest is [\d.]+, the fastest structure/,
    ],
    [{ budget: { milliseconds: 1 } }, /planStructure: a budget of time is measured: give it a backend/],
    [{ budget: { flops: -1 } }, /the budget's flops is -1, expected a number above 0/],
  ])('refuses %j', async (wrong, message) => {
    const planning = planInRounds(model, { ...SIZES, score, budget: { parameters: 1e9 }, ...wrong });
    await expect(planning).rejects.toThrow(ConfigError);
    await expect(planning).rejects.toThrow(message);
  });
});
