/** Curves for TensorBoard: event files as its own writers make them. */
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { TrainingPlugin } from '../../plugins/training-plugin.js';
import type { TrainingEvent } from '../../trainer/training-event.js';
import { appendToFile, startFile } from '../log-file.js';
import { untilFailure } from '../until-failure.js';
import { type EventFields, eventRecord } from './event-record.js';
import { FILE_VERSION, SESSION_START } from './event-schema.js';
import { scalarsOf } from './scalars-of.js';

/**
 * Writes the curves of a run: `train/loss`, `train/learningRate`, `train/gradientNorm` (before clipping; none for a vetoed step) and
 * `train/tokensPerSecond` (tokens that are no padding) after each step, `evaluation/loss` and `evaluation/<metric>` after each evaluation.
 *
 * A resumed run adds a file that tells TensorBoard to forget points after the checkpoint's step that a killed run had written. A run that
 * starts afresh adds one, too: give each run a directory of its own, or the curves lie over one another.
 *
 * One object serves one run.
 *
 * @param directory made when it is not there; `tensorboard --logdir` takes it, or the one above it with several runs
 * @throws OutputError in the run, when it cannot be written: the run ends after the step, with a checkpoint if it writes any
 */
export function tensorBoard(directory: string): TrainingPlugin {
  let path: string | undefined;
  return {
    specificationVersion: 'v1',
    name: 'tensor-board',
    onEvent: untilFailure((event) => {
      path ??= startEventFile(directory);
      const fields = fieldsOf(event);
      if (fields !== undefined) appendToFile(path, eventRecord({ wallTime: Date.now() / 1000, ...fields }));
    }),
  };
}

function fieldsOf(event: TrainingEvent): Omit<EventFields, 'wallTime'> | undefined {
  const { kind, step } = event;
  if (kind === 'resume') return { step: step + 1, sessionLog: { status: SESSION_START } };
  const value = scalarsOf(event);
  return value.length === 0 ? undefined : { step, summary: { value } };
}

/** Names sort by time, which is the order in which TensorBoard reads files. */
function startEventFile(directory: string): string {
  const nowMs = Date.now();
  const path = join(directory, `events.out.tfevents.${nowMs}.${hostname()}.${process.pid}`);
  startFile(path);
  appendToFile(path, eventRecord({ wallTime: nowMs / 1000, fileVersion: FILE_VERSION }));
  return path;
}
