/** Several models, asked in turns, so that whatever else the machine does falls on all of them. */
import { LatencyRecorder, median } from '@bertsmith/metrics';
import type { ProcessMemory, SpeedSettings } from './speed-meter.js';
import { SpeedProcess } from './speed-process.js';

/** A figure of several rounds. */
export interface Spread {
  readonly median: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** How fast a model is, and what it takes. */
export interface ModelSpeed extends ProcessMemory {
  /** Of all texts of all rounds, one asked for when the one before is answered, in milliseconds. */
  readonly latencyMs: { readonly p50: number; readonly p95: number; readonly p99: number };
  /** The median latencies of the rounds, in milliseconds. */
  readonly latencySpread: Spread;
  /** All texts asked for at once. */
  readonly textsPerSecond: Spread;
}

/** Rounds that count; there is one more before them. */
export const DEFAULT_ROUNDS = 5;

/**
 * Measures models, each in a process of its own, in turns.
 *
 * @param onRound told when a round is done: its number, 0 for the one that does not count
 * @throws InputError when a model cannot answer, BackendError when a process dies
 */
export async function measureSpeeds(
  models: readonly SpeedSettings[],
  rounds = DEFAULT_ROUNDS,
  onRound: (round: number) => void = () => undefined,
): Promise<ModelSpeed[]> {
  const measured: Measured[] = [];
  try {
    for (const settings of models) measured.push({ process: await SpeedProcess.start(settings), rounds: [] });
    for (let round = 0; round <= rounds; round++) {
      for (const each of inTurn(measured, round)) each.rounds.push(await measureRound(each.process));
      onRound(round);
    }
    return await Promise.all(measured.map(summarize));
  } finally {
    for (const { process } of measured) await process[Symbol.asyncDispose]();
  }
}

/** Whoever is asked second finds the machine as the first has left it, so the first is another one in every other round. */
export function inTurn<Each>(all: readonly Each[], round: number): readonly Each[] {
  return round % 2 === 0 ? all : all.toReversed();
}

interface Round {
  readonly latenciesMs: readonly number[];
  readonly textsPerSecond: number;
}

interface Measured {
  readonly process: SpeedProcess;
  readonly rounds: Round[];
}

async function measureRound(process: SpeedProcess): Promise<Round> {
  return { textsPerSecond: await process.textsPerSecond(), latenciesMs: await process.latenciesMs() };
}

async function summarize({ process, rounds }: Measured): Promise<ModelSpeed> {
  const counted = rounds.slice(1);
  const recorder = new LatencyRecorder();
  for (const latency of counted.flatMap(({ latenciesMs }) => latenciesMs)) recorder.record(latency);
  const { p50Ms: p50, p95Ms: p95, p99Ms: p99 } = recorder.summarize();
  return {
    latencyMs: { p50, p95, p99 },
    latencySpread: spreadOf(counted.map(({ latenciesMs }) => median(latenciesMs))),
    textsPerSecond: spreadOf(counted.map(({ textsPerSecond }) => textsPerSecond)),
    ...(await process.memory()),
  };
}

function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), minimum: Math.min(...values), maximum: Math.max(...values) };
}
