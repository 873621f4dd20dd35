import type { EvaluationEvent, TrainingEvent } from '@bertsmith/train';
import type { SingleBar } from 'cli-progress';
import type { TextOutput } from '../command-io.js';
import { formatBytes, formatClock, formatCount, formatScore } from '../report/number-format.js';
import { writeProgress } from '../streams/write-progress.js';
import { createBar } from './create-bar.js';
import { formatCheckpoint } from './format-checkpoint.js';
import { formatEvaluation } from './format-evaluation.js';
import { type PaceSnapshot, TrainingPace, type TrainingPlan } from './training-pace.js';
import type { TrainingProgress } from './training-progress.js';

const FORMAT = '{epoch} {bar} {percentage} %  {loss}  {status}';
/** Columns of a line without its bar, at their widest. */
const TEXT_WIDTH = 70;

/** Progress as one bar an epoch; a finished bar stays, with the scores of its epoch. */
export class TrainingBar implements TrainingProgress {
  readonly #output: TextOutput;
  readonly #pace: TrainingPace;
  readonly #bar: SingleBar;
  #isDrawn = false;
  #hasEnded = false;

  constructor(output: TextOutput, plan: TrainingPlan) {
    this.#output = output;
    this.#pace = new TrainingPace(plan);
    this.#bar = createBar(output, FORMAT, TEXT_WIDTH);
  }

  note(line: string): void {
    this.#leaveBar();
    writeProgress(this.#output, `${line}\n`);
  }

  report(event: TrainingEvent): void {
    if (this.#hasEnded) return;
    if (event.kind === 'step') this.#draw(this.#pace.addStep(event));
    else if (event.kind === 'evaluation') this.#finishEpoch(event);
    else this.note(formatCheckpoint(event));
  }

  end(): void {
    this.#leaveBar();
    this.#hasEnded = true;
  }

  /** The bar stays on the screen as it is; what comes next gets a line of its own. */
  #leaveBar(): void {
    if (this.#isDrawn) this.#bar.stop();
    this.#isDrawn = false;
  }

  #draw(snapshot: PaceSnapshot): void {
    const { stepOfEpoch, stepsOfEpoch } = snapshot;
    if (!this.#isDrawn) this.#bar.start(stepsOfEpoch, stepOfEpoch, describe(snapshot));
    this.#isDrawn = true;
    this.#bar.update(stepOfEpoch, describe(snapshot));
  }

  #finishEpoch(event: EvaluationEvent): void {
    const { result } = event;
    this.#pace.addEvaluation(result);
    // A line about a checkpoint came in between: the bar is finished.
    if (!this.#isDrawn) {
      this.note(formatEvaluation(event));
      return;
    }
    const metrics = Object.entries(result.metrics).map(([name, score]) => `${name} ${formatScore(score, 3)}`);
    this.#bar.update({ status: metrics.join('  ') });
    this.#leaveBar();
  }
}

/** The texts beside the bar, under the names that {@link FORMAT} has. */
function describe({ epoch, epochs, stepOfEpoch, stepsOfEpoch, ...pace }: PaceSnapshot): Record<string, string> {
  const { tokensPerSecond, secondsLeft, residentBytes } = pace;
  const speed = `${formatCount(tokensPerSecond)} tokens/s  ${formatClock(secondsLeft)} left`;
  return {
    epoch: `epoch ${String(epoch).padStart(String(epochs).length)}/${epochs}`,
    loss: `loss ${formatScore(pace.loss, 3)}`,
    status: stepOfEpoch === stepsOfEpoch ? 'evaluating ...' : `${speed}  ${formatBytes(residentBytes)}`,
  };
}
