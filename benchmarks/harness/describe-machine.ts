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
}

/** Describes the machine that this process runs on. */
export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown processor',
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    platform: `${platform()} ${arch()}`,
  };
}

/** The processor's name as a file name: `AMD EPYC 9B45 (2 cores)` becomes `amd-epyc-9b45-2-cores`. */
export function processorSlug({ cpu }: Pick<Machine, 'cpu'>): string {
  return cpu
    .toLowerCase()
    .replace(/\((r|tm)\)/g, ' ')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
