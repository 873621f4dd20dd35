import { FormatError } from '@bertsmith/tensor';
import { readTextFileOrFail } from '@bertsmith/tensor/files';
import type { JsonValue } from '../plugins/training-plugin.js';
import type { TrainingProgress } from '../trainer/training-progress.js';
import type { RunSettings } from './run-settings.js';

/** Changes when a field gets another meaning. */
export const CHECKPOINT_VERSION = 1;

/** What a checkpoint has beside tensors: `training_state.json`. */
export interface CheckpointState {
  readonly version: number;
  readonly progress: Readonly<TrainingProgress>;
  /** Whether the run was at its end. */
  readonly isFinished: boolean;
  readonly optimizerStepCount: number;
  readonly settings: RunSettings;
  /** The JSON half of the plugins' states, by name. */
  readonly plugins: Readonly<Record<string, JsonValue>>;
  /** Packages, runtime and Node that wrote it, for whoever wonders why a bit differs. */
  readonly versions: Readonly<Record<string, string>>;
}

/** @throws InputError when it cannot be read, FormatError when it is not what this package wrote */
export async function readCheckpointState(path: string): Promise<CheckpointState> {
  const text = await readTextFileOrFail(path);
  const state = parse(text, path) as Partial<CheckpointState> | null;
  if (state?.version !== CHECKPOINT_VERSION) {
    throw new FormatError(
      `${path}: expected a training state of version ${CHECKPOINT_VERSION}, found version ${state?.version}: resume with the package that wrote it`,
      { path, expected: CHECKPOINT_VERSION, actual: state?.version },
    );
  }
  const { progress, settings, optimizerStepCount } = state;
  if (progress !== undefined && settings !== undefined && Number.isInteger(optimizerStepCount)) {
    return state as CheckpointState;
  }
  throw new FormatError(`${path}: this is no training state: progress, settings or optimizerStepCount is missing`, {
    path,
  });
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new FormatError(`${path}: this is no JSON: ${(cause as Error).message}`, { path, cause });
  }
}
