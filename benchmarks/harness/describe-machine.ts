import { execFileSync } from 'node:child_process';
import { arch, availableParallelism, cpus, platform, totalmem } from 'node:os';

/** What a reader needs to know to judge a figure. */
export interface Machine {
  /** The processor's own name. */
  readonly cpu: string;
  /** Cores that this process may use. */
  readonly cores: number;
  readonly memoryBytes: number;
  /** `linux x64` */
  readonly platform: string;
  /** The graphics processor's own name, where there is one of NVIDIA's. */
  readonly gpu?: string;
}

/** Describes the machine that this process runs on. */
export function describeMachine(): Machine {
  const gpu = graphicsProcessor();
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `${platform()} ${arch()}`,
    ...(gpu !== undefined && { gpu }),
  };
}

function graphicsProcessor(): string | undefined {
  try {
    const names = execFileSync('nvidia-smi', ['--query-gpu=name', '--format=csv,noheader'], {
      encoding: 'utf8',
      stdio: 'pipe',
    });
    return names.split('\n')[0]?.trim() || undefined;
  } catch {
    return undefined;
  }
}

/** The processor's name, the graphics processor's where there is one, as a file name: `AMD EPYC 9B45 (2 cores)` becomes `amd-epyc-9b45-2-cores`. */
export function processorSlug({ cpu, gpu = cpu }: Pick<Machine, 'cpu' | 'gpu'>): string {
  return gpu
    .toLowerCase()
    .replace(/\((r|tm)\)/g, ' ')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
