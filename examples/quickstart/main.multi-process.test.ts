import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const TIMEOUT_MS = 120_000;
const TSX = createRequire(import.meta.url).resolve('tsx/cli');
const PROGRAM = fileURLToPath(new URL('main.ts', import.meta.url));

/** Figures and classes differ from run to run of the test, which learns from a fiftieth of the examples. */
function mask(output: string): string {
  return output
    .replace(/^(noun\.\w+ +|always noun.\w+) +/gm, '$1 ')
    .replace(/noun\.\w+/g, 'noun.x')
    .replace(/ *\d[\d,.]*/g, ' #');
}

it(
  'prints what its README shows, and saves the model',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'bertsmith-quickstart-'));
    // With CI set, some libraries color their output for want of a terminal.
    const env = { ...process.env, CI: 'true', QUICKSTART_EVERY_NTH_EXAMPLE: '50' };
    const { status, stdout, stderr } = spawnSync(process.execPath, [TSX, PROGRAM], {
      cwd: folder,
      encoding: 'utf8',
      env,
    });
    expect(status, stderr).toBe(0);
    const readme = readFileSync(new URL('README.md', import.meta.url), 'utf8');
    const shown = /```text\n(.*?)```/s.exec(readme)?.[1] ?? '';
    const withoutTrainingRows = (text: string) => text.replace(/^ +[\d,]+ +\d +\d\.\d{3}( .*)?\n/gm, '');
    expect(mask(withoutTrainingRows(stdout))).toBe(mask(withoutTrainingRows(shown)));
    const model = join(folder, 'models/quickstart');
    expect(readdirSync(model)).toContain('model.safetensors');
    const settings = JSON.parse(readFileSync(join(model, 'tokenizer_config.json'), 'utf8'));
    expect(settings).toMatchObject({ model_max_length: 512 });
    rmSync(folder, { recursive: true });
  },
  TIMEOUT_MS,
);
