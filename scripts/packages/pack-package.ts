import { join } from 'node:path';
import type { WorkspacePackage } from '../layers/workspace-package.js';
import { runCommand } from './run-command.js';

/** A package as the registry would get it. */
export interface PackedPackage extends WorkspacePackage {
  /** Absolute path of the `.tgz`. */
  readonly tarball: string;
}

/** Packs one package into `destination`. Only pnpm can: it writes versions where we write `workspace:`. */
export async function packPackage(
  root: string,
  workspacePackage: WorkspacePackage,
  destination: string,
): Promise<PackedPackage> {
  const args = ['pack', '--json', '--pack-destination', destination];
  const folder = join(root, workspacePackage.folder);
  const { filename } = JSON.parse(await runPnpm(args, folder)) as { filename: string };
  return { ...workspacePackage, tarball: filename };
}

/** The pnpm that runs this script, which need not be on the path; a `npm_execpath` left by npx names npm. */
function runPnpm(args: readonly string[], folder: string): Promise<string> {
  const path = process.env.npm_execpath ?? '';
  return /pnpm\.[cm]?js$/.test(path)
    ? runCommand(process.execPath, [path, ...args], folder)
    : runCommand('pnpm', args, folder);
}
