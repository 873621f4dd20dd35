import type { TrainingEvent } from '@bertsmith/train';

/** A step of two epochs of four steps, 100 tokens in half a second. */
export function stepEvent(step: number, loss = 1): Extract<TrainingEvent, { kind: 'step' }> {
  const epoch = Math.floor((step - 1) / 4);
  const outcome = { learningRate: 1e-3, gradientNorm: 1, isVetoed: false };
  return { kind: 'step', step, totalSteps: 8, epoch, loss, stepMs: 500, realTokens: 100, ...outcome };
}

/** An evaluation after an epoch, of 8,225 rows in two seconds. */
export function evaluationEvent(epoch: number): Extract<TrainingEvent, { kind: 'evaluation' }> {
  const metrics = { accuracy: 0.75, macroF1: 0.5 };
  const size = {
    examples: 8225,
    seconds: 2,
    realTokens: 90_000,
    predictions: { kind: 'classes', data: Int32Array.of(0) },
  } as const;
  return { kind: 'evaluation', step: 4 * (epoch + 1), epoch, result: { loss: 0.9, metrics, ...size } };
}
