import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The scope of the packages of this repository. */
export const SCOPE = '@bertsmith/';

type Versions = Readonly<Record<string, string>>;

/** The fields of a `package.json` that the checks read. */
export interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Versions;
  readonly peerDependencies?: Versions;
  readonly optionalDependencies?: Versions;
  readonly devDependencies?: Versions;
}

/** A folder of `packages/`. */
export interface WorkspacePackage {
  /** Name of the folder, which is the name of the package without its scope. */
  readonly id: string;
  /** Path relative to the root of the repository. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** The text of `package.json`, for line numbers. */
  readonly manifestText: string;
}

/** Reads every folder of `packages/` that has a `package.json`, in alphabetical order. */
export function readWorkspacePackages(root: string): WorkspacePackage[] {
  const children = readdirSync(join(root, 'packages'), { withFileTypes: true });
  const folders = children.filter((child) => child.isDirectory()).map((child) => child.name);
  const isPackage = (id: string) => existsSync(join(root, 'packages', id, 'package.json'));
  return folders
    .filter(isPackage)
    .sort()
    .map((id) => readWorkspacePackage(root, id));
}

function readWorkspacePackage(root: string, id: string): WorkspacePackage {
  const folder = `packages/${id}`;
  const manifestText = readFileSync(join(root, folder, 'package.json'), 'utf8');
  return { id, folder, manifestText, manifest: JSON.parse(manifestText) as Manifest };
}

/** What the code that users install may import. */
export function shippedDependencies({ manifest }: WorkspacePackage): string[] {
  const { dependencies, peerDependencies, optionalDependencies } = manifest;
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
}
