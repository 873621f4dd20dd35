import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder with a program `nvidia-smi` that prints lines, again and again when it is asked to; for PATH. */
export function fakeNvidiaSmi(lines: readonly string[], { exitCode = 0, pauseSeconds = 0.05 } = {}): string {
  const folder = emptyFolder();
  const program = `#!/bin/sh
echo $$ > "${folder}/process-id"
for argument in "$@"; do case "$argument" in --loop-ms=*) again=yes;; esac; done
while :; do
${lines.map((line) => `  echo '${line}'`).join('\n')}
  test -z "$again" && exit ${exitCode}
  sleep ${pauseSeconds}
done
`;
  writeFileSync(join(folder, 'nvidia-smi'), program);
  chmodSync(join(folder, 'nvidia-smi'), 0o755);
  return folder;
}

/** A folder without any program. */
export function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bertsmith-metrics-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Whether the program that was last started from a folder still runs. */
export function isRunning(folder: string): boolean {
  try {
    return process.kill(Number(readFileSync(join(folder, 'process-id'), 'utf8')), 0);
  } catch {
    return false;
  }
}
