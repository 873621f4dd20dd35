import type { CheckpointEvent } from '@bertsmith/train';
import { formatCount } from '../report/number-format.js';

/** One line about a checkpoint that was written, or that the run goes on from. */
export function formatCheckpoint({ kind, step, path }: CheckpointEvent): string {
  return kind === 'resume' ? `going on after step ${formatCount(step)}, from ${path}` : `checkpoint: ${path}`;
}
