import { describe, expect, it } from 'vitest';
import { evaluationEvent, stepEvent } from '../../test/training-events.js';
import { TrainingPace } from './training-pace.js';

describe('TrainingPace', () => {
  it('tells where the run is and when it ends', () => {
    const pace = new TrainingPace({ epochs: 2 });
    expect(pace.addStep(stepEvent(1))).toMatchObject({
      step: 1,
      lastStep: 8,
      epoch: 1,
      epochs: 2,
      stepOfEpoch: 1,
      stepsOfEpoch: 4,
      tokensPerSecond: 200,
      secondsElapsed: 0.5,
      secondsLeft: 3.5,
    });
    for (const step of [2, 3, 4]) pace.addStep(stepEvent(step));
    pace.addEvaluation(evaluationEvent(0).result);
    const fifth = pace.addStep(stepEvent(5));
    expect(fifth).toMatchObject({
      epoch: 2,
      stepOfEpoch: 1,
      stepsOfEpoch: 4,
      secondsElapsed: 4.5,
      tokensPerSecond: 200,
    });
    expect(fifth.secondsLeft).toBeCloseTo(2.7);
  });

  it('tells the memory as it is at each step', () => {
    const bytes = [1e9, 2e9];
    const pace = new TrainingPace({ epochs: 2, residentBytes: () => bytes.shift() as number });
    expect([1, 2].map((step) => pace.addStep(stepEvent(step)).residentBytes)).toEqual([1e9, 2e9]);
    const { residentBytes } = new TrainingPace({ epochs: 2 }).addStep(stepEvent(1));
    expect(residentBytes).toBeGreaterThan(10e6);
    expect(residentBytes).toBeLessThan(100e9);
  });

  it('leaves out the loss of a step that was left out', () => {
    const pace = new TrainingPace({ epochs: 2 });
    const losses = [2, Number.NaN, Number.POSITIVE_INFINITY, 2].map(
      (loss, index) => pace.addStep(stepEvent(index + 1, loss)).loss,
    );
    for (const loss of losses) expect(loss).toBeCloseTo(2);
  });

  it('ends where --max-steps says', () => {
    const pace = new TrainingPace({ epochs: 2, maxSteps: 6 });
    expect(pace.addStep(stepEvent(1))).toMatchObject({ lastStep: 6, stepsOfEpoch: 4 });
    expect(pace.addStep(stepEvent(5))).toMatchObject({ stepOfEpoch: 1, stepsOfEpoch: 2 });
    expect(new TrainingPace({ epochs: 2, maxSteps: 99 }).addStep(stepEvent(1)).lastStep).toBe(8);
  });

  it('smooths the loss, without a bias towards 0 at the start', () => {
    const pace = new TrainingPace({ epochs: 2 });
    expect(pace.addStep(stepEvent(1, 3)).loss).toBeCloseTo(3);
    const second = pace.addStep(stepEvent(2, 2)).loss;
    expect(second).toBeGreaterThan(2);
    expect(second).toBeLessThan(3);
  });
});
