/**
 * Compiles `kernels/` to the WebAssembly module that the package carries as base64, so that no bundler has a file to lose.
 *
 * The result is committed, and a test compiles again and compares: the build needs no compiler, and the text in the
 * repository is what the sources say. Another version of the compiler, which the lockfile pins, asks for `pnpm build:kernels`.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** Where the compiled text lies. */
export const MODULE_PATH = fileURLToPath(new URL('../src/flat-kernels/kernel-module-base64.ts', import.meta.url));

const COMPILER = createRequire(import.meta.url).resolve('assemblyscript/bin/asc.js');

const OPTIONS = [
  ...['-O3', '--converge', '--noAssert', '--runtime', 'stub', '--use', 'abort='],
  // The limits of `SharedHeap`'s memory, which the module imports.
  ...['--importMemory', '--noExportMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  ...['--enable', 'simd', '--enable', 'threads'],
  // Vectors pass between functions of the module only.
  ...['--disableWarning', '112'],
];

/** The text that belongs at {@link MODULE_PATH}. */
export async function compileKernels(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'bertsmith-kernels-'));
  try {
    const outFile = join(folder, 'kernels.wasm');
    const cwd = fileURLToPath(new URL('.', import.meta.url));
    await promisify(execFile)(process.execPath, [COMPILER, 'kernels/index.ts', '-o', outFile, ...OPTIONS], { cwd });
    return moduleText(await readFile(outFile, 'base64'));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function moduleText(base64: string): string {
  return `/** Made by \`pnpm build:kernels\` from assembly/kernels: do not edit. */
export const KERNEL_MODULE_BASE64 =
  '${base64}';
`;
}
