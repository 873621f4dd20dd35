import { realpathSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ConfigError } from '@bertsmith/tensor';
import { EARLIER_RUN } from '../training/finished-run.js';

/** Options that name a directory which a run begins with, and the flag of each. */
const SOURCES = { model: '--model', teacher: '--teacher', student: '--student' } as const;

/**
 * A checkpoint is a model directory too, and a new run removes those of the run before it, before it reads anything.
 *
 * @throws ConfigError when a model that a run begins with is among what it removes from its output directory
 */
export function requireKeptSources(
  options: { readonly output: string } & { readonly [name in keyof typeof SOURCES]?: string | undefined },
): void {
  const { output } = options;
  for (const [name, flag] of Object.entries(SOURCES)) {
    const path = options[name as keyof typeof SOURCES];
    if (path === undefined || !EARLIER_RUN.some((each) => isWithin(path, join(output, each)))) continue;
    throw new ConfigError(
      `${flag} '${path}' is of the earlier run in --output '${output}', which a new one removes: take another output directory, or copy the model to another place first`,
      { path, output },
    );
  }
}

function isWithin(path: string, directory: string): boolean {
  const steps = relative(realPath(directory), realPath(path));
  // On Windows, from one drive to another.
  return !isAbsolute(steps) && steps.split(sep)[0] !== '..';
}

/** Where a path leads, links followed; what is not there is where it says. */
export function realPath(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return resolve(path);
  }
}
