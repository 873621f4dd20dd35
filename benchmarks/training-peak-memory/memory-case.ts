import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { StepSizes } from '../training-step/bert-case.js';

/** What a process is told to train. */
export interface MemoryCase {
  readonly sizes: StepSizes;
  readonly dropout: number;
  /** A choice of `../gradient-checkpointing/checkpointing-choices.ts`. */
  readonly choice: string;
  /** A policy of `../mixed-precision/step-policies.ts`. Default: float32. */
  readonly policy?: string;
  readonly steps: number;
  readonly threads: number;
}

/** What a process says. */
export interface PeakMemory {
  /** Resident when all libraries are loaded, and nothing is made yet. */
  readonly beforeBytes: number;
  readonly peakBytes: number;
}

/** Trains in a process of ours. */
export async function measureOurs(memoryCase: MemoryCase): Promise<PeakMemory> {
  const program = fileURLToPath(new URL('./our-process.ts', import.meta.url));
  const args = ['--import', 'tsx', program, JSON.stringify(memoryCase)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as PeakMemory;
}
