/**
 * Memory and utilisation of NVIDIA's GPUs, from `nvidia-smi`, which comes with their driver. Where it is missing, or
 * says nothing of use, there is no GPU for us: that is no error.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** One GPU at one moment; of all processes that use it. */
export interface GpuReading {
  /** As `nvidia-smi` counts them, from 0. */
  readonly index: number;
  readonly name: string;
  /** Undefined where the driver does not say, as for parts of a GPU (MIG). */
  readonly memoryUsedBytes: number | undefined;
  readonly memoryTotalBytes: number | undefined;
  /** Share of the last sampling period, 1 s or less, in which a kernel ran; 100 says nothing of how much of the GPU it used. */
  readonly utilizationPercent: number | undefined;
}

/** The program that is asked, found on PATH. */
export const GPU_PROGRAM = 'nvidia-smi';

/** Its arguments for one line a GPU that {@link parseGpuLine} reads. */
export const GPU_ARGUMENTS: readonly string[] = [
  '--query-gpu=index,name,memory.used,memory.total,utilization.gpu',
  '--format=csv,noheader,nounits',
];

/** A driver that has to wake up its GPUs takes seconds; one that takes longer is stuck. */
const TIMEOUT_MS = 10_000;

const MEBIBYTE = 2 ** 20;

/**
 * The GPUs of this machine now; undefined when there is no `nvidia-smi`, or it fails, or it lists none.
 *
 * Starts a process, tens of milliseconds of processor time or more: to sample often, use {@link ResourceMonitor}.
 */
export async function readGpus(): Promise<GpuReading[] | undefined> {
  try {
    const { stdout } = await promisify(execFile)(GPU_PROGRAM, [...GPU_ARGUMENTS], {
      timeout: TIMEOUT_MS,
      windowsHide: true,
    });
    const readings = stdout.split('\n').flatMap((line) => parseGpuLine(line) ?? []);
    return readings.length === 0 ? undefined : readings;
  } catch {
    return undefined; // Not installed, no driver, no GPU, or stuck.
  }
}

/** One line of the program's answer; undefined when it is something else, such as a message. */
export function parseGpuLine(line: string): GpuReading | undefined {
  const [index, ...rest] = line.split(',').map((field) => field.trim());
  const [used, total, utilization] = rest.splice(-3);
  if (index === undefined || !/^\d+$/.test(index) || utilization === undefined || rest.length === 0) return undefined;
  return {
    index: Number(index),
    name: rest.join(', '),
    memoryUsedBytes: parseNumber(used, MEBIBYTE),
    memoryTotalBytes: parseNumber(total, MEBIBYTE),
    utilizationPercent: parseNumber(utilization, 1),
  };
}

/** Undefined for `[N/A]`, `[Not Supported]` and the like. */
function parseNumber(field: string | undefined, unit: number): number | undefined {
  return field !== undefined && /^\d+(?:\.\d+)?$/.test(field) ? Number(field) * unit : undefined;
}
