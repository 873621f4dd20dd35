import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Offence } from './offence.js';
import { PACKAGE_FLOORS } from './package-floors.js';
import { SCOPE, type WorkspacePackage } from './workspace-package.js';

const REQUIRED_FILES = ['README.md', 'package.json', 'tsconfig.json', 'tsup.config.ts', 'src/index.ts'];

/** Names that say nothing about what is in the file. */
const VAGUE_NAMES = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'types', 'misc']);

/** Checks that a package has its floor, its name and the files that every package has. */
export function checkFolder(root: string, { id, folder, manifest }: WorkspacePackage): Offence[] {
  const offences: Offence[] = [];
  if (PACKAGE_FLOORS[id] === undefined) {
    offences.push({ file: folder, message: 'no floor: add the package to scripts/layers/package-floors.ts' });
  }
  if (manifest.name !== SCOPE + id) {
    offences.push({ file: `${folder}/package.json`, message: `name is ${manifest.name}, expected ${SCOPE}${id}` });
  }
  return [...offences, ...findMissingFiles(root, folder), ...findVagueNames(root, folder)];
}

function findMissingFiles(root: string, folder: string): Offence[] {
  const missing = REQUIRED_FILES.filter((file) => !existsSync(join(root, folder, file)));
  return missing.map((file) => ({ file: `${folder}/${file}`, message: 'missing: every package has this file' }));
}

function findVagueNames(root: string, folder: string): Offence[] {
  const source = join(root, folder, 'src');
  const files = existsSync(source) ? readdirSync(source, { recursive: true, encoding: 'utf8' }) : [];
  const vague = files.filter((file) => VAGUE_NAMES.has(basename(file).replace(/(\.test)?\.ts$/, '')));
  return vague.map((file) => ({ file: `${folder}/src/${file}`, message: 'name the file for what is in it' }));
}
