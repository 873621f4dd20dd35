import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runBertsmith, TINY_SIZE } from './run-bertsmith.js';

const TIMEOUT_MS = 60_000;

/** What hangs on the machine, and on how long was trained. */
function mask(text: string): string {
  return text
    .replace(/\d[\d,.:]*/g, '#')
    .replace(/noun\.\w+ +/g, 'noun.x  ')
    .replace(/"[^"]*"$/gm, '"..."');
}

/** The words of a command: quotation marks hold some together. */
function splitWords(command: string): string[] {
  return Array.from(command.matchAll(/"([^"]*)"|(\S+)/g), ([, quoted, plain]) => quoted ?? plain ?? '');
}

it(
  'the commands of the README print what it shows, but for the figures',
  async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
    const [, commands = '', shown = ''] = /```sh\n(.*?)```\n+```text\n(.*?)```/s.exec(readme) ?? [];
    const cwd = mkdtempSync(join(tmpdir(), 'bertsmith-readme-'));
    let printed = '';
    for (const command of commands.trimEnd().split('\n')) {
      const [, ...args] = splitWords(command);
      const { status, stdout, stderr } = await runBertsmith([...args, ...(args[0] === 'train' ? TINY_SIZE : [])], {
        cwd,
      });
      expect(status, stderr).toBe(0);
      printed += stdout;
    }
    expect(mask(printed)).toBe(mask(shown));
    rmSync(cwd, { recursive: true });
  },
  TIMEOUT_MS,
);
