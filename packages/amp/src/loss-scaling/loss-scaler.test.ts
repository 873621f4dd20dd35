import { readFileSync } from 'node:fs';
import { ConfigError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { LossScaler } from './loss-scaler.js';

interface Trace {
  readonly options: ConstructorParameters<typeof LossScaler>[0] & object;
  readonly steps: number;
  readonly overflows: readonly number[];
  /** Steps after which the scale is another, and which. */
  readonly changes: readonly (readonly [number, number])[];
  readonly growthTracker: number;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../test/fixtures/grad-scaler.json', import.meta.url), 'utf8'),
) as { cases: readonly Trace[] };

describe('LossScaler', () => {
  it.each(cases)('goes as torch.amp.GradScaler, number for number: $options', (trace) => {
    const scaler = new LossScaler(trace.options);
    const changes: [number, number][] = [];
    for (let step = 0; step < trace.steps; step++) {
      const before = scaler.scale;
      scaler.update(trace.overflows.includes(step));
      if (scaler.scale !== before) changes.push([step, scaler.scale]);
    }
    expect(changes).toEqual(trace.changes);
    expect(scaler.state.growthTracker).toBe(trace.growthTracker);
  });

  it('begins at 65,536', () => {
    expect(new LossScaler({}).scale).toBe(65_536);
  });

  it('goes on from a state', () => {
    const scaler = new LossScaler({ growthInterval: 5 });
    scaler.restore({ scale: 8, growthTracker: 4 });
    scaler.update(false);
    expect(scaler.state).toEqual({ scale: 16, growthTracker: 0 });
  });

  it('grows at once when it goes on with an interval that is over', () => {
    const scaler = new LossScaler({ growthInterval: 2 });
    scaler.restore({ scale: 8, growthTracker: 4 });
    scaler.update(false);
    expect(scaler.state).toEqual({ scale: 16, growthTracker: 0 });
  });

  it('has defaults for options that are undefined, and a smallest scale that is not above the first', () => {
    const scaler = new LossScaler({ initialScale: 2 ** -20, minimumScale: undefined } as never);
    expect(scaler.scale).toBe(2 ** -20);
    expect(scaler.canBackOff).toBe(false);
  });

  it('keeps a scale that is given as a number', () => {
    const scaler = new LossScaler(128);
    scaler.update(true);
    scaler.restore({ scale: 8, growthTracker: 4 });
    expect(scaler.scale).toBe(128);
    expect(scaler.canBackOff).toBe(false);
  });

  it('cannot back off below the smallest scale', () => {
    const scaler = new LossScaler({ initialScale: 4, minimumScale: 2 });
    expect(scaler.canBackOff).toBe(true);
    scaler.update(true);
    expect(scaler.canBackOff).toBe(false);
  });

  it.each([
    [{ initialScale: 0 }, 'initialScale is 0'],
    [{ initialScale: 1e39 }, 'initialScale is 1e+39, expected a number above 0 that float32 has'],
    [{ growthFactor: 1 }, 'growthFactor is 1, expected a number above 1'],
    [{ backoffFactor: 1 }, 'backoffFactor is 1, expected a number between 0 and 1'],
    [{ growthInterval: 0.5 }, 'growthInterval is 0.5, expected a whole number from 1'],
    [{ minimumScale: -1 }, 'minimumScale is -1'],
    [{ initialScale: 4, minimumScale: 8 }, 'minimumScale is 8, expected at most initialScale, 4'],
    [{ initialScale: '8' as never }, 'initialScale is 8, expected a number'],
    [
      { initalScale: 8 } as never,
      "lossScaling: there is no option 'initalScale'; there are initialScale, growthFactor",
    ],
    [Number.NaN, 'the loss scale is NaN'],
  ])('refuses %o', (options, message) => {
    expect(() => new LossScaler(options)).toThrow(ConfigError);
    expect(() => new LossScaler(options)).toThrow(message);
  });

  it('refuses a state that is none', () => {
    const restore = (state: object) => () => new LossScaler({}).restore(state as never);
    expect(restore({ scale: -1, growthTracker: 0 })).toThrow('the loss scale of the checkpoint is -1');
    for (const none of [undefined, null]) expect(restore(none as never)).toThrow(ConfigError);
    expect(restore({ scale: 1, growthTracker: 0.5 })).toThrow('the growth tracker of the checkpoint is 0.5');
  });
});
