/** What a measuring process is asked, and what it says. */
import type { ProcessMemory, SpeedSettings } from './speed-meter.js';

/** The first request is `open`. */
export type SpeedRequest =
  | { readonly kind: 'open'; readonly settings: SpeedSettings }
  | { readonly kind: 'latenciesMs' | 'textsPerSecond' | 'memory' };

/** What requests of each kind come to. */
export interface SpeedValues {
  readonly open: null;
  readonly latenciesMs: readonly number[];
  readonly textsPerSecond: number;
  readonly memory: ProcessMemory;
}

/** An answer: a value, or what went wrong, as a user is told. */
export type SpeedResponse =
  | { readonly value: SpeedValues[keyof SpeedValues] }
  | { readonly error: { readonly name: string; readonly message: string; readonly code?: string } };
