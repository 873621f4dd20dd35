import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** Whose absence leaves a peer out: the package itself, or the binary of this platform that it needs. */
const MISSING = new Set(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']);

/** Imports the npm packages that a benchmark compares us with, and notes their versions. */
export class NpmPeers {
  /** Versions of the packages that were imported. */
  readonly versions: Record<string, string> = {};
  readonly #leaveOut: (name: string, reason: string) => void;

  constructor(leaveOut: (name: string, reason: string) => void) {
    this.#leaveOut = leaveOut;
  }

  /** The package's module, or nothing when it is not installed, which the user is told. */
  async import<Module>(packageName: string): Promise<Module | undefined> {
    try {
      const module = (await import(packageName)) as Module;
      this.versions[packageName] = installedVersion(packageName);
      return module;
    } catch (error) {
      if (!MISSING.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
      this.#leaveOut(packageName, 'it is not installed');
      return undefined;
    }
  }
}

/** The version of an installed package; not all of them let their `package.json` be imported. */
export function installedVersion(packageName: string): string {
  const file = join('node_modules', packageName, 'package.json');
  const folder = require.resolve.paths(packageName)?.find((path) => existsSync(join(dirname(path), file)));
  if (folder === undefined) throw new Error(`${packageName}: found no package.json of it`);
  const { version } = JSON.parse(readFileSync(join(dirname(folder), file), 'utf8')) as { version: string };
  return version;
}
