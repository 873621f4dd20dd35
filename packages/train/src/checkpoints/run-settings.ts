import { ConfigError } from '@bertsmith/tensor';
import type { JsonValue } from '../plugins/training-plugin.js';

/** The settings that a run's numbers hang on, as its checkpoints have them. */
export interface RunSettings {
  /** What the training rows are: two sources with the same fingerprint have the same batches. */
  readonly data: string;
  readonly batchSize: number;
  readonly batchTokens: number | null;
  readonly packing: boolean;
  readonly accumulationSteps: number;
  readonly maxLength: number;
  readonly seed: number;
  readonly epochs: number;
  readonly learningRate: number;
  readonly weightDecay: number;
  readonly warmupRatio: number;
  readonly maxGradientNorm: number | null;
  readonly optimizer: JsonValue;
  readonly schedule: JsonValue;
  readonly parameterGroups: JsonValue;
  readonly averageDecay: number | null;
  readonly plugins: readonly string[];
  /** How sums are split, and so their last bits. */
  readonly threads: number | null;
  /** When plugins hear of an evaluation. */
  readonly evaluateEverySteps: number | null;
  /** With a schedule by the clock, whose learning rate hangs on it; else null. */
  readonly maxMinutes: number | null;
}

/** With another one of these, "so many batches are done" would mean other rows. */
const PLACE_SETTINGS = [
  'data',
  'batchSize',
  'batchTokens',
  'packing',
  'accumulationSteps',
  'maxLength',
  'seed',
] as const;

/**
 * Compares a run with the checkpoint that it is to go on from.
 *
 * @returns a sentence for each setting that may differ, and does: the run goes on, but not as if it had not stopped
 * @throws ConfigError for those that may not
 */
export function compareSettings(saved: RunSettings, current: RunSettings, path: string): string[] {
  const differences = (Object.keys(current) as (keyof RunSettings)[])
    .filter((name) => JSON.stringify(saved[name]) !== JSON.stringify(current[name]))
    .map((name) => ({ name, saved: JSON.stringify(saved[name]), current: JSON.stringify(current[name]) }));
  const fatal = differences.find(({ name }) => (PLACE_SETTINGS as readonly string[]).includes(name));
  if (fatal !== undefined) {
    const { name, saved: expected, current: actual } = fatal;
    throw new ConfigError(
      `cannot resume from '${path}': ${name} was ${expected} and is ${actual} now; resume with the old value, or start afresh`,
      { path, setting: name, expected, actual },
    );
  }
  return differences.map(
    ({ name, saved: old, current: now }) => `${name} was ${said(old)} in '${path}' and is ${said(now)} now`,
  );
}

/** What nobody said is as the runtime has it: maybe the same. */
function said(value: string | undefined): string {
  return value === undefined || value === 'null' ? 'not given' : value;
}
