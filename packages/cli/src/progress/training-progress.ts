import type { TrainingEvent } from '@bertsmith/train';
import type { CommandIo } from '../command-io.js';
import { TrainingBar } from './training-bar.js';
import { TrainingLines } from './training-lines.js';
import type { TrainingPlan } from './training-pace.js';

/** Tells whoever waits what is going on, on standard error. */
export interface TrainingProgress {
  /** One line about what comes next. */
  note(line: string): void;
  /** What the trainer did. */
  report(event: TrainingEvent): void;
  /** Leaves the terminal as it was; nothing is reported after it. */
  end(): void;
}

/** A bar on a terminal; for a pipe or a file, a plain line every few seconds. */
export function createTrainingProgress({ stderr }: CommandIo, plan: TrainingPlan): TrainingProgress {
  return stderr.isTTY === true ? new TrainingBar(stderr, plan) : new TrainingLines(stderr, plan);
}
