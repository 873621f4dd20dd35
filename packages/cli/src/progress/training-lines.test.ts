import { expect, it } from 'vitest';
import { captureIo } from '../../test/captured-io.js';
import { evaluationEvent, stepEvent } from '../../test/training-events.js';
import { createTrainingProgress } from './training-progress.js';

it('a pipe gets a line every few seconds and one for each evaluation', () => {
  const io = captureIo();
  const progress = createTrainingProgress(io, { epochs: 2, residentBytes: () => 612e6 });
  progress.note('training');
  for (const step of [1, 2, 3, 4]) progress.report(stepEvent(step, 2));
  progress.report(evaluationEvent(0));
  for (const step of [5, 6, 7, 8]) progress.report(stepEvent(step, 2));
  progress.end();
  expect(io.stderr.lines).toEqual([
    'training',
    'step 1 of 8, epoch 1 of 2: loss 2.000, 200 tokens/s, 0:04 left, 612 MB',
    'after epoch 1: accuracy 0.7500, macroF1 0.5000, loss 0.900 (8,225 held-out rows, 2.0 s)',
    'step 7 of 8, epoch 2 of 2: loss 2.000, 200 tokens/s, 0:01 left, 612 MB',
  ]);
});
