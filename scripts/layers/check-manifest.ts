import type { Offence } from './offence.js';
import { explainForbiddenImport, type ImportKind } from './package-floors.js';
import { SCOPE, shippedDependencies, type WorkspacePackage } from './workspace-package.js';

/** Checks that the `package.json` of a package names only packages of lower floors. */
export function checkManifest(workspacePackage: WorkspacePackage): Offence[] {
  const development = Object.keys(workspacePackage.manifest.devDependencies ?? {});
  return [
    ...checkNames(workspacePackage, shippedDependencies(workspacePackage), 'source'),
    ...checkNames(workspacePackage, development, 'test'),
  ];
}

function checkNames(workspacePackage: WorkspacePackage, names: readonly string[], kind: ImportKind): Offence[] {
  return names.flatMap((name) => {
    if (!name.startsWith(SCOPE)) return [];
    const reason = explainForbiddenImport(workspacePackage.id, name.slice(SCOPE.length), kind);
    return reason === undefined ? [] : [describeDependency(workspacePackage, name, reason)];
  });
}

function describeDependency({ folder, manifestText }: WorkspacePackage, name: string, reason: string): Offence {
  const before = manifestText.slice(0, manifestText.indexOf(`"${name}":`));
  return { file: `${folder}/package.json`, line: before.split('\n').length, message: `depends on ${name}: ${reason}` };
}
