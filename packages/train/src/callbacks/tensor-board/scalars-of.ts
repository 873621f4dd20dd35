import type { TrainingEvent } from '../../trainer/training-event.js';
import type { ScalarValue } from './event-record.js';

/** The points of curves that an event gives; numbers that are not finite are left out, as is the gradient norm of a vetoed step. */
export function scalarsOf(event: TrainingEvent): ScalarValue[] {
  return Object.entries(figuresOf(event))
    .filter(([, value]) => Number.isFinite(value))
    .map(([tag, simpleValue]) => ({ tag, simpleValue }));
}

function figuresOf(event: TrainingEvent): Record<string, number> {
  if (event.kind === 'step') {
    const { loss, learningRate, gradientNorm, realTokens, stepMs } = event;
    return {
      'train/loss': loss,
      'train/learningRate': learningRate,
      'train/gradientNorm': gradientNorm,
      'train/tokensPerSecond': realTokens / (stepMs / 1000),
    };
  }
  if (event.kind !== 'evaluation') return {};
  const { loss, metrics } = event.result;
  const figures = Object.entries({ loss, ...metrics });
  return Object.fromEntries(figures.map(([name, value]) => [`evaluation/${name}`, value]));
}
