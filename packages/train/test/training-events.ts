import type { EvaluationEvent, StepEvent } from '../src/trainer/training-event.js';

/** A step as the trainer tells of it: 100 tokens in half a second. */
export function stepEvent(step: number, overrides: Partial<StepEvent> = {}): StepEvent {
  const outcome = { loss: 1 / step, learningRate: 1e-3, gradientNorm: 2, isVetoed: false };
  return { kind: 'step', step, totalSteps: 10, epoch: 0, stepMs: 500, realTokens: 100, ...outcome, ...overrides };
}

/** An evaluation of four rows. */
export function evaluationEvent(step: number, accuracy = 0.75): EvaluationEvent {
  const predictions = { kind: 'classes', data: Int32Array.of(0, 1, 2, 3) } as const;
  const result = { loss: 0.5, metrics: { accuracy }, examples: 4, seconds: 0.1, realTokens: 40, predictions };
  return { kind: 'evaluation', step, epoch: 0, result };
}
