import type { ActivationRange } from '../schemes/quantization-scheme.js';

/** Sees values, batch after batch, and says which range of them to keep. */
export interface RangeObserver {
  /** Finite values. They may be overwritten when the call returns. */
  observe(values: Float32Array): void;
  /** What the values seen so far need; 0 is within it. */
  range(): ActivationRange;
}

/** How a range is found. */
export interface RangeMethod {
  readonly name: string;
  /** A fresh observer. */
  create(): RangeObserver;
}

/** A range that has 0 in it, which padding is, and which a step must stand for exactly. */
export function withZero(minimum: number, maximum: number): ActivationRange {
  return { minimum: Math.min(0, minimum), maximum: Math.max(0, maximum) };
}
