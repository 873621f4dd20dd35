import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackedPackage } from './pack-package.js';
import { runCommand } from './run-command.js';

const REPORT = `
if (broken.length > 0) console.error(broken.join('\\n'));
process.exitCode = broken.length > 0 ? 1 : 0;
`;

/** Both programs try every entry and name all that fail, not only the first. */
const CONSUMERS = {
  'consumer.mjs': (entries: string) => `
const broken = [];
for (const entry of ${entries}) {
  try {
    if (Object.keys(await import(entry)).length === 0) broken.push('import ' + entry + ': exports nothing');
  } catch (error) {
    broken.push('import ' + entry + ': ' + error.stack);
  }
}
${REPORT}`,
  'consumer.cjs': (entries: string) => `
const broken = [];
for (const entry of ${entries}) {
  try {
    if (Object.keys(require(entry)).length === 0) broken.push('require ' + entry + ': exports nothing');
  } catch (error) {
    broken.push('require ' + entry + ': ' + error.stack);
  }
}
${REPORT}`,
};

/** Every name that the packages can be imported by: `@bertsmith/tensor`, `@bertsmith/tensor/files`. */
export function listEntries(packages: readonly PackedPackage[]): string[] {
  return packages.flatMap(({ manifest }) => {
    const paths = Object.keys(manifest.exports ?? {}).filter((path) => !path.endsWith('.json'));
    return paths.map((path) => manifest.name + path.slice(1));
  });
}

/**
 * Installs the tarballs into the empty `folder` with npm, as a stranger would, and without install scripts:
 * that of onnxruntime-node downloads CUDA libraries, which nothing here needs.
 */
export async function installTarballs(folder: string, packages: readonly PackedPackage[]): Promise<void> {
  const tarballs = packages.map(({ manifest, tarball }) => [manifest.name, `file:${tarball}`]);
  const manifest = { name: 'consumer', private: true, dependencies: Object.fromEntries(tarballs) };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
  const quick = ['--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error'];
  await runCommand('npm', ['install', ...quick], folder);
}

/** Imports every entry from ESM and CommonJS and runs the command in a project made by {@link installTarballs}. */
export async function useInstalled(folder: string, packages: readonly PackedPackage[]): Promise<string[]> {
  const entries = JSON.stringify(listEntries(packages));
  const consumers = Object.entries(CONSUMERS).map(async ([file, program]) => {
    await writeFile(join(folder, file), program(entries));
    await runCommand(process.execPath, [file], folder);
  });
  const command = runCommand('npx', ['--no-install', 'bertsmith', '--help'], folder).then(expectUsage);
  const settled = await Promise.allSettled([...consumers, command]);
  const failures = settled.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : []));
  return [...failures, ...findMissingTexts(folder, packages)];
}

function expectUsage(output: string): void {
  if (!/usage/i.test(output)) throw new Error(`bertsmith --help does not print its usage:\n${output}`);
}

/** A licence and a README belong to every copy. */
function findMissingTexts(folder: string, packages: readonly PackedPackage[]): string[] {
  const files = packages.flatMap(({ manifest }) => ['LICENSE', 'README.md'].map((file) => join(manifest.name, file)));
  const missing = files.filter((file) => !existsSync(join(folder, 'node_modules', file)));
  return missing.map((file) => `${file} is not in the tarball`);
}
