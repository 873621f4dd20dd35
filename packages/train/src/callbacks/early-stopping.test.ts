import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { dominantClassModel } from '../../test/dominant-class.js';
import { evaluationEvent } from '../../test/training-events.js';
import type { TrainingPlugin } from '../plugins/training-plugin.js';
import { type EarlyStoppingOptions, earlyStopping } from './early-stopping.js';

const { arena } = dominantClassModel();

/** What the plugin says after each of a run's evaluations. */
function verdicts(plugin: TrainingPlugin, scores: readonly number[]): boolean[] {
  return scores.map((score, index) => {
    const state = { step: index + 1, totalSteps: 10, epoch: 0, arena, loss: 0.5 };
    return plugin.onEvaluate?.(evaluationEvent(index + 1, score).result, state) === 'stop';
  });
}

const make = (options: Partial<EarlyStoppingOptions> = {}) =>
  earlyStopping({ metric: 'accuracy', patience: 2, ...options });

describe('earlyStopping', () => {
  it('stops after so many evaluations without an improvement', () => {
    expect(verdicts(make(), [0.5, 0.6, 0.6, 0.7, 0.7, 0.65])).toEqual([false, false, false, false, false, true]);
    expect(verdicts(make({ patience: 1 }), [0.5, 0.5])).toEqual([false, true]);
  });

  it('counts an improvement of minDelta or less for none, however many there are', () => {
    expect(verdicts(make({ minDelta: 0.125 }), [0.5, 0.5625, 0.625])).toEqual([false, false, true]);
    expect(verdicts(make({ minDelta: 0.125 }), [0.5, 0.5625, 0.6875])).toEqual([false, false, false]);
  });

  it('follows figures that fall', () => {
    expect(verdicts(make({ higherIsBetter: false }), [0.5, 0.4, 0.3, 0.4, 0.5])).toEqual([
      ...Array(4).fill(false),
      true,
    ]);
  });

  it('counts a score that is not finite for none', () => {
    expect(verdicts(make(), [Number.NaN, Number.NaN])).toEqual([false, true]);
  });

  it('goes on counting after a resume', () => {
    for (const seen of [[], [0.6], [0.6, 0.5]]) {
      const first = make();
      verdicts(first, seen);
      const second = make();
      second.loadStateDict?.(JSON.parse(JSON.stringify(first.stateDict?.())));
      expect(verdicts(second, [0.6, 0.7, 0.6, 0.6].slice(0, 4))).toEqual(verdicts(first, [0.6, 0.7, 0.6, 0.6]));
    }
  });

  it('refuses a state of another metric', () => {
    const { json } = make({ metric: 'loss' }).stateDict?.() ?? {};
    expect(() => make().loadStateDict?.({ json: json ?? null })).toThrow(ConfigError);
    expect(() => make().loadStateDict?.({ json: json ?? null })).toThrow(
      `early-stopping: the checkpoint watched 'loss', this run watches 'accuracy': use the same`,
    );
    expect(() => make().loadStateDict?.({ json: null })).toThrow(ConfigError);
  });

  it.each([{ patience: 0 }, { patience: 1.5 }, { patience: Number.NaN }, { minDelta: -1 }, { minDelta: Number.NaN }])(
    'refuses %j',
    (options) => {
      expect(() => make(options)).toThrow(ConfigError);
      expect(() => make(options)).toThrow(`early-stopping: ${Object.keys(options)[0]} must be`);
    },
  );
});
