import { posix } from 'node:path';
import type { Offence } from './offence.js';
import { explainForbiddenImport } from './package-floors.js';
import { findImports, packageOfSpecifier, type SourceImport } from './source-imports.js';
import { SCOPE, shippedDependencies, type WorkspacePackage } from './workspace-package.js';

/**
 * Checks every import of a package: of lower floors only, declared in its `package.json`, and never by a path into
 * another package. Tests may also import development dependencies, those of the root (`rootDependencies`) among them.
 */
export function checkImports(
  root: string,
  workspacePackage: WorkspacePackage,
  rootDependencies: readonly string[],
): Offence[] {
  const declared = listDeclared(workspacePackage, rootDependencies);
  return findImports(root, workspacePackage.folder).flatMap((found) => {
    const reason = explainOffence(workspacePackage, declared, found);
    const message = `imports '${found.specifier}': ${reason}`;
    return reason === undefined ? [] : [{ file: found.file, line: found.line, message }];
  });
}

type Declared = Record<SourceImport['kind'], ReadonlySet<string>>;

function listDeclared(workspacePackage: WorkspacePackage, rootDependencies: readonly string[]): Declared {
  const shipped = shippedDependencies(workspacePackage);
  const development = Object.keys(workspacePackage.manifest.devDependencies ?? {});
  const external = rootDependencies.filter((name) => !name.startsWith(SCOPE));
  return {
    source: new Set(shipped),
    test: new Set([...shipped, ...development, ...external, workspacePackage.manifest.name]),
  };
}

function explainOffence(
  { id, folder, manifest }: WorkspacePackage,
  declared: Declared,
  { file, specifier, kind }: SourceImport,
): string | undefined {
  if (specifier.startsWith('.')) return explainRelative(folder, file, specifier);
  const name = packageOfSpecifier(specifier);
  if (name === undefined || (kind === 'test' && name === manifest.name)) return undefined;
  const forbidden = name.startsWith(SCOPE) ? explainForbiddenImport(id, name.slice(SCOPE.length), kind) : undefined;
  if (forbidden !== undefined) return forbidden;
  return declared[kind].has(name) ? undefined : `${name} is not declared in ${folder}/package.json`;
}

function explainRelative(folder: string, file: string, specifier: string): string | undefined {
  const target = posix.join(posix.dirname(file), specifier);
  return target.startsWith(`${folder}/`) ? undefined : 'a path out of the package; import the package by its name';
}
