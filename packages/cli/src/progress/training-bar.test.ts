import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { type CapturedIo, captureIo } from '../../test/captured-io.js';
import { evaluationEvent, stepEvent } from '../../test/training-events.js';
import { createTrainingProgress } from './training-progress.js';

/** What is left on the screen: each line as it was drawn last. */
function screen({ stderr }: CapturedIo): string[] {
  return stripVTControlCharacters(stderr.text.replaceAll('\u001b[1G', '\r'))
    .split('\n')
    .map((line) => line.split('\r').at(-1) ?? '')
    .filter((line) => line !== '');
}

it('a terminal gets a bar an epoch, which keeps the scores of its epoch', () => {
  const io = captureIo({ isTerminal: true });
  const progress = createTrainingProgress(io, { epochs: 2, residentBytes: () => 1.34e9 });
  progress.note('training');
  for (const step of [1, 2, 3, 4]) progress.report(stepEvent(step));
  progress.report(evaluationEvent(0));
  for (const step of [5, 6]) progress.report(stepEvent(step));
  progress.end();
  const bar = '█'.repeat(30);
  expect(screen(io)).toEqual([
    'training',
    `epoch 1/2 ${bar} 100 %  loss 1.000  accuracy 0.750  macroF1 0.500`,
    `epoch 2/2 ${bar.slice(15)}${'░'.repeat(15)}  50 %  loss 1.000  200 tokens/s  0:02 left  1.3 GB`,
  ]);
});

it('scores get a line of their own when one about a checkpoint came before them', () => {
  const io = captureIo({ isTerminal: true });
  const progress = createTrainingProgress(io, { epochs: 2, residentBytes: () => 612e6 });
  for (const step of [1, 2]) progress.report(stepEvent(step));
  progress.report({ kind: 'checkpoint', step: 2, epoch: 0, path: 'runs/checkpoint-00000002' });
  progress.report(evaluationEvent(0));
  progress.end();
  const bar = '█'.repeat(15) + '░'.repeat(15);
  expect(screen(io)).toEqual([
    `epoch 1/2 ${bar}  50 %  loss 1.000  200 tokens/s  0:03 left  612 MB`,
    'checkpoint: runs/checkpoint-00000002',
    'after epoch 1: accuracy 0.7500, macroF1 0.5000, loss 0.900 (8,225 held-out rows, 2.0 s)',
  ]);
});

it('the terminal is left as it was, and nothing more is drawn', () => {
  const io = captureIo({ isTerminal: true });
  const progress = createTrainingProgress(io, { epochs: 2 });
  progress.report(stepEvent(1));
  progress.note('stopping');
  progress.end();
  const { text } = io.stderr;
  progress.report(stepEvent(2));
  progress.report(evaluationEvent(0));
  expect(io.stderr.text).toBe(text);
  expect(text.lastIndexOf('\u001b[?7h')).toBeGreaterThan(text.lastIndexOf('\u001b[?7l'));
  expect(text.lastIndexOf('\u001b[?25h')).toBeGreaterThan(text.lastIndexOf('\u001b[?25l'));
});
