import { rmSync } from 'node:fs';
import type { Options } from 'tsup';

/** What a package asks of the shared build. */
export interface PackageBuild {
  /** Entry points that users import: ESM, CommonJS and types of each. */
  readonly entries: readonly string[];
  /** Programs started by the package itself (worker threads, commands): ESM only, without types. */
  readonly programs?: readonly string[];
}

const shared: Options = {
  target: 'node20',
  platform: 'node',
  sourcemap: true,
  splitting: true,
  // Two builds write into one folder, so neither may clean it: `buildPackage` does, once, before both.
  clean: false,
  silent: true,
};

/**
 * The tsup configuration of one package, called from its `tsup.config.ts`.
 *
 * `import.meta.url` works in both formats, so a package finds its worker with
 * `new URL('./worker.js', import.meta.url)`.
 */
export function buildPackage({ entries, programs = [] }: PackageBuild): Options[] {
  rmSync('dist', { recursive: true, force: true });
  const library: Options = { ...shared, entry: [...entries], format: ['esm', 'cjs'], dts: true, shims: true };
  const program: Options = { ...shared, entry: [...programs], format: ['esm'], dts: false };
  return programs.length === 0 ? [library] : [library, program];
}
