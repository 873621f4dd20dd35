/**
 * Readings of the GPUs from one `nvidia-smi` that runs on and on: a process for each reading would cost more than all
 * the rest of the monitor (it loads the driver's library every time).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { GPU_ARGUMENTS, GPU_PROGRAM, type GpuReading, parseGpuLine } from './gpu-reading.js';

/** Hands every reading to a listener until it is stopped; where there is no `nvidia-smi` it never calls. */
export class GpuSampler {
  readonly #child: ChildProcess | undefined;

  /** @param intervalMs time between readings, a whole number */
  constructor(intervalMs: number, listener: (reading: GpuReading) => void) {
    const child = startProgram(intervalMs);
    this.#child = child;
    if (child === undefined || child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const reading = parseGpuLine(line);
      if (reading !== undefined) listener(reading);
    });
    // The program must be able to end while a monitor runs; nvidia-smi ends when nobody reads its pipe.
    child.unref();
    (child.stdout as Partial<Socket>).unref?.();
  }

  stop(): void {
    this.#child?.stdout?.destroy();
    this.#child?.kill();
  }
}

function startProgram(intervalMs: number): ChildProcess | undefined {
  try {
    const child = spawn(GPU_PROGRAM, [...GPU_ARGUMENTS, `--loop-ms=${intervalMs}`], {
      stdio: ['ignore', 'pipe', 'ignore'],
      windowsHide: true,
    });
    return child.on('error', () => {}); // Most systems say here that it is not installed,
  } catch {
    return undefined; // others here.
  }
}
