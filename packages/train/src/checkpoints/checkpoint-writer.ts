import { requireNumber } from '../options/require-number.js';
import { addCheckpoint, rotateCheckpoints } from './checkpoint-directory.js';
import { CHECKPOINT_VERSION, type CheckpointState } from './checkpoint-state.js';
import { installedVersions } from './installed-versions.js';
import { type CheckpointedParts, type FurtherFiles, writeCheckpoint } from './training-checkpoint.js';

/** When checkpoints are written, where, and how many stay. */
export interface CheckpointOptions {
  /** Made when it is not there. */
  readonly directory: string;
  /** Default: by minutes alone. */
  readonly everySteps?: number;
  /** Default 15, and none when `everySteps` is given. */
  readonly everyMinutes?: number;
  /** The newest so many stay. Default 2. */
  readonly keep?: number;
  /** Whether there is one at the end of a run that nobody stopped. Default true. */
  readonly isAtEnd?: boolean;
  /** More files for each, such as the tokenizer's, so that it is a whole model directory. */
  readonly files?: FurtherFiles;
}

const DEFAULT_MINUTES = 15;
const DEFAULT_KEEP = 2;

/** Writes the checkpoints of a run when they are due. */
export class CheckpointWriter {
  readonly #options: CheckpointOptions;
  readonly #parts: CheckpointedParts;
  #lastStep: number;
  #lastMs = performance.now();

  /** @param step where the run begins */
  constructor(options: CheckpointOptions, parts: CheckpointedParts, step: number) {
    const { everySteps = 1, everyMinutes = 1, keep = DEFAULT_KEEP } = options;
    requireNumber({ owner: 'checkpoints', option: 'everySteps', value: everySteps }, { minimum: 1 });
    requireNumber({ owner: 'checkpoints', option: 'everyMinutes', value: everyMinutes }, { minimum: 0 });
    requireNumber({ owner: 'checkpoints', option: 'keep', value: keep }, { minimum: 1 });
    this.#options = options;
    this.#parts = parts;
    this.#lastStep = step;
  }

  /** Whether a run that is at this step should write one. */
  isDue(step: number): boolean {
    const { everySteps, everyMinutes = everySteps === undefined ? DEFAULT_MINUTES : Number.POSITIVE_INFINITY } =
      this.#options;
    const minutes = (performance.now() - this.#lastMs) / 60_000;
    return minutes >= everyMinutes || (everySteps !== undefined && step - this.#lastStep >= everySteps);
  }

  /** Whether a run that is at its end should write one. @param isFinished false when it was stopped and can go on */
  isDueAtEnd(isFinished: boolean): boolean {
    return !isFinished || (this.#options.isAtEnd ?? true);
  }

  /** Writes one, and removes those that are too many. @returns its directory */
  async write(state: Pick<CheckpointState, 'progress' | 'settings' | 'isFinished'>): Promise<string> {
    const { directory, keep = DEFAULT_KEEP, files } = this.#options;
    const { steps } = state.progress;
    const complete = { version: CHECKPOINT_VERSION, ...state, versions: installedVersions() };
    const path = await addCheckpoint(directory, steps, (place) => writeCheckpoint(place, this.#parts, complete, files));
    await rotateCheckpoints(directory, keep);
    this.#lastStep = steps;
    this.#lastMs = performance.now();
    return path;
  }
}
