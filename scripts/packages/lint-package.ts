import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import type { PackedPackage } from './pack-package.js';
import { runCommand } from './run-command.js';

/**
 * What publint (is the package well-formed?) and attw (do its types match its code, in every way of importing it?)
 * have to say about a tarball; nothing when all is well.
 */
export async function lintPackage(root: string, packed: PackedPackage): Promise<string[]> {
  const [published, typed] = await Promise.all([lintShape(packed), lintTypes(root, packed)]);
  return [...published, ...typed].map((problem) => `${packed.manifest.name}: ${problem}`);
}

async function lintShape({ tarball }: PackedPackage): Promise<string[]> {
  const bytes = Uint8Array.from(await readFile(tarball));
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, level: 'warning' });
  return messages.map((message) => `publint: ${formatMessage(message, pkg, { color: false }) ?? message.code}`);
}

/** The profile `node16` leaves out the resolution of Node 10, which does not know `exports`. */
async function lintTypes(root: string, { tarball }: PackedPackage): Promise<string[]> {
  const program = join(root, 'node_modules', '.bin', 'attw');
  const args = [
    tarball,
    '--profile',
    'node16',
    '--no-definitely-typed',
    '--no-emoji',
    '--no-color',
    '--format',
    'ascii',
  ];
  try {
    await runCommand(program, args, root);
    return [];
  } catch (error) {
    return [`attw: ${(error as Error).message}`];
  }
}
