import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkFolder } from './check-folder.js';
import { checkImports } from './check-imports.js';
import { checkManifest } from './check-manifest.js';
import type { Offence } from './offence.js';
import { type Manifest, readWorkspacePackages } from './workspace-package.js';

/** What was checked, and what was wrong. */
export interface LayerReport {
  readonly packages: readonly string[];
  readonly offences: readonly Offence[];
}

/** Checks folders, `package.json` files and imports of all packages of the repository at `root`. */
export function findLayerOffences(root: string): LayerReport {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;
  const rootDependencies = Object.keys(manifest.devDependencies ?? {});
  const packages = readWorkspacePackages(root);
  const offences = packages.flatMap((workspacePackage) => [
    ...checkFolder(root, workspacePackage),
    ...checkManifest(workspacePackage),
    ...checkImports(root, workspacePackage, rootDependencies),
  ]);
  return { packages: packages.map(({ id }) => id), offences };
}
