/** What is measured of model directories: their weights as they lie there, and processes that have them loaded. */
import { trainedMaxLength } from '../model/fit-max-length.js';
import { type ModelSpeed, measureSpeeds } from './measure-speeds.js';
import type { SpeedSettings } from './speed-meter.js';
import { type WeightTotals, weightTotals } from './weight-totals.js';

/** A model with what was found of it. */
export interface MeasuredModel extends ModelSpeed, WeightTotals {
  /** The directory. */
  readonly model: string;
}

/** How they are measured; each in the same way. */
export interface MeasuringOptions extends Omit<SpeedSettings, 'directory'> {
  readonly rounds?: number;
  /** Told when a round is done: its number, 0 for the one that does not count. */
  readonly onRound?: (round: number) => void;
}

/** How many times as fast, or as small, one model is as another: above 1 is better. */
export interface ModelRatios {
  /** Of one text. */
  readonly latency: number;
  readonly textsPerSecond: number;
  /** Of what the model adds to its process at most. */
  readonly peakRss: number;
  readonly fileBytes: number;
}

/** Measures models of directories beside one another. @throws InputError, FormatError, ConfigError for one that cannot answer */
export async function measureDirectories(
  directories: readonly string[],
  { rounds, onRound, ...settings }: MeasuringOptions,
): Promise<MeasuredModel[]> {
  const totals = await Promise.all(directories.map(weightTotals));
  const processes = directories.map((directory) => ({ directory, ...settings }));
  const speeds = await measureSpeeds(processes, rounds, onRound);
  return directories.map((model, index) => {
    return { model, ...(speeds[index] as ModelSpeed), ...(totals[index] as WeightTotals) };
  });
}

/** How many times better the first is. */
export function modelRatios(ours: MeasuredModel, other: MeasuredModel): ModelRatios {
  return {
    latency: other.latencyMs.p50 / ours.latencyMs.p50,
    textsPerSecond: ours.textsPerSecond.median / other.textsPerSecond.median,
    peakRss: addedBytes(other) / addedBytes(ours),
    fileBytes: other.fileBytes / ours.fileBytes,
  };
}

/** Memory that a process has because of the model. */
export function addedBytes({ peakRssBytes, baselineRssBytes }: ModelSpeed): number {
  return peakRssBytes - baselineRssBytes;
}

/** The length that several models can be compared at: the shortest that one of them was trained with, so that all read the same of a text. */
export async function commonMaxLength(
  asked: number | undefined,
  models: readonly { readonly directory: string; readonly config: { readonly maxPositionEmbeddings: number } }[],
): Promise<number> {
  const lengths = models.map(({ directory, config }) => trainedMaxLength(asked, config, directory));
  return Math.min(...(await Promise.all(lengths)));
}
