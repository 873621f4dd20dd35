/** What the tests of the examples share: a folder, a run on a small part of the rows, and what the README says that it prints. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const TSX = createRequire(import.meta.url).resolve('tsx/cli');

/** How an example is run. */
export interface SmallRun {
  /** Where it writes its model. */
  readonly folder: string;
  /** One row in so many is taken. */
  readonly everyNthRow: number;
  readonly args?: readonly string[];
}

/** An empty folder, which is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'bertsmith-example-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** What an example prints. @param main its program @throws Error with its messages when it fails */
export function runSmall(main: URL, { folder, everyNthRow, args = [] }: SmallRun): string {
  // With CI set, some libraries color their output for want of a terminal.
  const env = { ...process.env, CI: 'true', EXAMPLE_EVERY_NTH_ROW: String(everyNthRow) };
  const command = [TSX, fileURLToPath(main), ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8', env });
  if (status !== 0) throw new Error(`exit status ${status}\n${stdout}\n${stderr}`);
  return stdout;
}

/** The first output that a README shows. */
export function shownOutput(readme: URL): string {
  return /```text\n(.*?)```/s.exec(readFileSync(readme, 'utf8'))?.[1] ?? '';
}

/** A text without its figures, which differ from run to run, and without the spaces before them. */
export function withoutFigures(text: string): string {
  return text.replace(/ *\d[\d,.]*/g, ' #');
}

/** The figures of a line of a table, found by how it begins. */
export function figuresOf(output: string, beginning: string): number[] {
  const line = output.split('\n').find((each) => each.startsWith(beginning)) ?? '';
  return [...line.slice(beginning.length).matchAll(/\d[\d,.]*/g)].map(([figure]) => Number(figure.replaceAll(',', '')));
}
