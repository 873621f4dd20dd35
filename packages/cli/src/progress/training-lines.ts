import type { TrainingEvent } from '@bertsmith/train';
import type { TextOutput } from '../command-io.js';
import { formatBytes, formatClock, formatCount, formatScore } from '../report/number-format.js';
import { writeProgress } from '../streams/write-progress.js';
import { formatCheckpoint } from './format-checkpoint.js';
import { formatEvaluation } from './format-evaluation.js';
import { type PaceSnapshot, TrainingPace, type TrainingPlan } from './training-pace.js';
import type { TrainingProgress } from './training-progress.js';

/** Often enough to see that a run is alive, seldom enough that the log of an hour can be read. */
const SECONDS_BETWEEN_LINES = 5;

/** Progress as plain lines: the first step, one every few seconds, and each evaluation. */
export class TrainingLines implements TrainingProgress {
  readonly #output: TextOutput;
  readonly #pace: TrainingPace;
  #nextLineAt = 0;

  constructor(output: TextOutput, plan: TrainingPlan) {
    this.#output = output;
    this.#pace = new TrainingPace(plan);
  }

  note(line: string): void {
    writeProgress(this.#output, `${line}\n`);
  }

  report(event: TrainingEvent): void {
    if (event.kind === 'evaluation') {
      this.#pace.addEvaluation(event.result);
      this.note(formatEvaluation(event));
      return;
    }
    if (event.kind !== 'step') {
      this.note(formatCheckpoint(event));
      return;
    }
    const snapshot = this.#pace.addStep(event);
    if (snapshot.secondsElapsed < this.#nextLineAt) return;
    this.#nextLineAt = snapshot.secondsElapsed + SECONDS_BETWEEN_LINES;
    this.note(formatStep(snapshot));
  }

  end(): void {}
}

function formatStep({ step, lastStep, epoch, epochs, ...pace }: PaceSnapshot): string {
  const width = formatCount(lastStep).length;
  const place = `step ${formatCount(step).padStart(width)} of ${formatCount(lastStep)}, epoch ${epoch} of ${epochs}`;
  const speed = `${formatCount(pace.tokensPerSecond)} tokens/s, ${formatClock(pace.secondsLeft)} left`;
  return `${place}: loss ${formatScore(pace.loss, 3)}, ${speed}, ${formatBytes(pace.residentBytes)}`;
}
