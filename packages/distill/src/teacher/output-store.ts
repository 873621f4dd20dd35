import type { OutputLayout } from './teacher-outputs.js';

/** Where a teacher's outputs are kept: written once from the first row to the last, then read at any place. */
export interface OutputStore {
  /** What is not there yet. */
  readonly missing: readonly OutputLayout[];
  /** Adds numbers behind those that are there; wait for it before the next call. */
  append(name: string, data: Float32Array): Promise<void>;
  /** When all is added. @throws InputError when another process has put other numbers in their place */
  finish(): Promise<void>;
  /** Instead of `finish`, or when that has failed: what was added is forgotten, and what was opened is closed. */
  discard(): Promise<void>;
  /** Fills `target` with numbers from the `start`th row or token on. */
  read(name: string, start: number, target: Float32Array): Promise<void>;
  close(): Promise<void>;
}
