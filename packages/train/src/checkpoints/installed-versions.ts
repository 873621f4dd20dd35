import { createRequire } from 'node:module';

/** From the bundle in `dist`, and from the sources, as tests run them. */
const MANIFESTS = ['../package.json', '../../package.json'];

/** Versions that a run's bits may hang on. */
export function installedVersions(): Readonly<Record<string, string>> {
  return { node: process.versions.node, '@bertsmith/train': packageVersion() };
}

function packageVersion(): string {
  const require = createRequire(import.meta.url);
  for (const manifest of MANIFESTS) {
    try {
      const { name, version } = require(manifest) as { name?: string; version?: string };
      if (name === '@bertsmith/train' && version !== undefined) return version;
    } catch {
      // Bundled into somebody's program: there is no manifest beside it.
    }
  }
  return 'unknown';
}
