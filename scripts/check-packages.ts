/**
 * `check:packages`: what the registry would get. Packs every public package, lints the tarballs, installs them into an
 * empty project, imports each entry from ESM and CommonJS, and runs the command there.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWorkspacePackages } from './layers/workspace-package.js';
import { installTarballs, useInstalled } from './packages/consumer-project.js';
import { lintPackage } from './packages/lint-package.js';
import { mapInParallel } from './packages/map-in-parallel.js';
import { packPackage } from './packages/pack-package.js';

async function findProblems(root: string, folder: string): Promise<string[]> {
  const workers = availableParallelism();
  const consumer = join(folder, 'consumer');
  await mkdir(consumer);
  const publicPackages = readWorkspacePackages(root).filter(({ manifest }) => manifest.private !== true);
  const packed = await mapInParallel(publicPackages, workers, (each) => packPackage(root, each, folder));
  const linted = mapInParallel(packed, workers, (each) => lintPackage(root, each));
  const [problems] = await Promise.all([linted, installTarballs(consumer, packed)]);
  const found = [...problems.flat(), ...(await useInstalled(consumer, packed))];
  console.log(`packages: ${packed.length} packed, linted, installed and imported; ${found.length} problems`);
  return found;
}

const folder = await mkdtemp(join(tmpdir(), 'bertsmith-packages-'));
try {
  const problems = await findProblems(process.cwd(), folder);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
