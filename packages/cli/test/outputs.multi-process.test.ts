/** What becomes of a command when its outputs fail, in a shell: the redirections and pipes that users write. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENVIRONMENT, PROGRAM, runBertsmith, tinyTraining } from './run-bertsmith.js';

const TIMEOUT_MS = 60_000;
const hasFullDevice = existsSync('/dev/full');

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bertsmith-outputs-'));
  const { status, stderr } = await runBertsmith(tinyTraining('model'), { cwd: folder });
  expect(status, stderr).toBe(0);
  writeFileSync(join(folder, 'texts'), 'a large wild cat\n'.repeat(5_000));
}, TIMEOUT_MS);

afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a line of bash in which `bertsmith` is the built command; a pipe has the status of its first part that failed. */
function runShell(line: string): { status: number | null; stdout: string; stderr: string } {
  const script = `set -o pipefail; bertsmith() { "$NODE" "$PROGRAM" "$@"; }; ${line}`;
  const env = { ...ENVIRONMENT, NODE: process.execPath, PROGRAM };
  return spawnSync('bash', ['-c', script], { cwd: folder, env, encoding: 'utf8', timeout: TIMEOUT_MS });
}

describe.skipIf(!hasFullDevice)('a full disk', { timeout: TIMEOUT_MS }, () => {
  it.each([
    'predict --model model "a cat"',
    'predict --model model --json "a cat"',
    'tokenize --tokenizer model --input texts',
    'evaluate --model model --task wordnet-noun --max-examples 10',
    '--help',
  ])('under standard output is one line: %s', (command) => {
    const { status, stderr } = runShell(`bertsmith ${command} > /dev/full`);
    const lines = stderr.trimEnd().split('\n');
    expect(status).toBe(1);
    expect(lines.at(-1)).toMatch(/^error: cannot write standard output: no space left on the device: /);
    expect(lines.filter((line) => !line.startsWith('scoring '))).toHaveLength(1);
  });

  it('has its stack with --debug', () => {
    const { status, stderr } = runShell('bertsmith predict --debug --model model "a cat" > /dev/full');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: cannot write standard output: .*\nOutputError: .*\n +at /);
  });

  it('under standard error stops no training', () => {
    const { status, stdout } = runShell(`bertsmith ${tinyTraining('quiet').join(' ')} 2> /dev/full`);
    expect(status).toBe(0);
    expect(stdout).toContain('saved to quiet');
    expect(readdirSync(join(folder, 'quiet'))).toContain('model.safetensors');
  });
});

describe('a reader that goes away', { timeout: TIMEOUT_MS }, () => {
  it.each(['predict --model model < texts', 'tokenize --tokenizer model --input texts'])(
    'ends the command without a word, with the status of SIGPIPE: %s',
    (command) => {
      const { status, stdout, stderr } = runShell(`bertsmith ${command} | head -1`);
      expect(stderr).toBe('');
      expect(stdout.trimEnd().split('\n')).toHaveLength(1);
      expect(status).toBe(141);
    },
  );

  it('of progress ends no training: the model is saved', () => {
    const training = `bertsmith ${tinyTraining('watched').join(' ')}`;
    expect(runShell(`{ ${training} 2>&1 >&3 | head -1; } 3> results`).status).toBe(0);
    expect(readdirSync(join(folder, 'watched'))).toContain('model.safetensors');
  });

  it('of results and progress finds the model saved', () => {
    const { stdout } = runShell(`bertsmith ${tinyTraining('both').join(' ')} 2>&1 | head -1`);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(readdirSync(join(folder, 'both'))).toContain('model.safetensors');
  });
});
