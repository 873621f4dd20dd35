import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { BUILT_IN_TASKS } from '@bertsmith/data';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type CapturedIoOptions, captureIo } from '../test/captured-io.js';
import type { TextOutput } from './command-io.js';
import { runCli } from './run-cli.js';

async function run(args: readonly string[], options?: CapturedIoOptions) {
  const io = captureIo(options);
  const status = await runCli(args, io);
  return { status, stdout: io.stdout.text, stderr: io.stderr.text };
}

/** A stream that fails at every write, as a full disk or a closed pipe does. */
function brokenOutput(code: string): TextOutput {
  return new Writable({
    write(_chunk, _encoding, done) {
      done(Object.assign(new Error(`${code}: write`), { code }));
    },
  });
}

describe('an output that fails', () => {
  it('is an error when it takes the results', async () => {
    const io = { ...captureIo(), stdout: brokenOutput('ENOSPC') };
    expect(await runCli(['--help'], io)).toBe(1);
    expect(io.stderr.text).toMatch(/^error: cannot write standard output: no space left on the device: .*\n$/);
  });

  it('whose reader went away is no error, but a status of its own', async () => {
    const io = { ...captureIo(), stdout: brokenOutput('EPIPE') };
    expect(await runCli(['--version'], io)).toBe(141);
    expect(io.stderr.text).toBe('');
  });

  it('that only takes progress and errors changes nothing', async () => {
    const io = { ...captureIo(), stderr: brokenOutput('EPIPE') };
    expect(await runCli(['--version'], io)).toBe(0);
    expect(io.stdout.text).toMatch(/^\d/);
    expect(await runCli(['trian'], io)).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
  });

  it('is listened to once, however often commands are run', async () => {
    const io = captureIo();
    for (let times = 0; times < 3; times++) await runCli(['--version'], io);
    expect([io.stdout, io.stderr].map((output) => output.listenerCount('error'))).toEqual([1, 1]);
  });
});

describe('runCli', () => {
  it('prints its version and its help', async () => {
    expect(await run(['--version'])).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    const help = await run(['--help']);
    expect(help).toMatchObject({ status: 0, stderr: '' });
    for (const command of ['train', 'evaluate', 'predict']) expect(help.stdout).toContain(`\n  ${command} `);
  });

  it('prints the options of a command with their defaults', async () => {
    const { status, stdout } = await run(['train', '--help']);
    expect(status).toBe(0);
    for (const part of ['--vocab-size <number>', '(default: 30522)', '--learning-rate', '(default: 0.0003,']) {
      expect(stdout).toContain(part);
    }
  });

  it('shows its help on standard error when it is given nothing', async () => {
    const { status, stdout, stderr } = await run([]);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Usage: bertsmith');
  });

  it('reports an error in one line, in red on a terminal', async () => {
    const args = ['train', '--task', 'none', '--output', 'x'];
    const known = [...BUILT_IN_TASKS.map(({ name }) => name), 'csv:FILE, tsv:FILE, jsonl:FILE, parquet:FILE'];
    const message = `there is no task 'none'; known are: ${known.join(', ')}\n`;
    expect(await run(args)).toEqual({ status: 1, stdout: '', stderr: `error: ${message}` });
    const onTerminal = await run(args, { isTerminal: true });
    expect(onTerminal.stderr).toBe(`\u001b[31merror:\u001b[39m ${message}`);
    const withoutColors = await run(args, { isTerminal: true, environment: { NO_COLOR: '1' } });
    expect(withoutColors.stderr).toBe(`error: ${message}`);
  });

  it.each([
    ['csv:a.csv,txt=x', "task 'csv:a.csv,txt=x': there is no setting 'txt'"],
    ['csv:nowhere.csv', "csv:nowhere.csv: there is no '"],
    ['sst2', 'sst2: no data is given; give the path of its folder'],
  ])('says why it cannot train %s', async (task, message) => {
    const output = mkdtempSync(join(tmpdir(), 'bertsmith-cli-'));
    onTestFinished(() => rmSync(output, { recursive: true }));
    const { status, stderr } = await run(['train', '--task', task, '--output', output]);
    expect([status, stderr]).toEqual([1, expect.stringContaining(`error: ${message}`)]);
  });

  it('points to the help of the command', async () => {
    const { stderr } = await run(['evaluate', '--model', 'x']);
    expect(stderr).toBe("error: required option '--task <name>' not specified; see 'bertsmith evaluate --help'\n");
  });

  it('speaks of an unknown flag first, which may be why a required one is missing', async () => {
    const { status, stderr } = await run(['train', '--output', 'q', '--tassk', 'wordnet-noun']);
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: unknown option '--tassk'; options are: --task, .*; did you mean '--task'\?\n$/);
    const nested = await run(['tokenizer', 'train', '--inputt', 'a.txt', '--output', 'q']);
    expect(nested.stderr).toContain("unknown option '--inputt'");
  });

  it('misses each required option', async () => {
    const missing: [string[], string][] = [
      [['train', '--task', 'wordnet-noun'], '--output <dir>'],
      [['predict', 'a cat'], '--model <dir>'],
      [['tokenize'], '--tokenizer <path>'],
      [['tokenizer', 'train', '--output', 'q'], '--input <files...>'],
      [['tokenizer', 'train', '--input', 'a.txt'], '--output <dir>'],
    ];
    for (const [args, option] of missing) {
      expect((await run(args)).stderr).toMatch(`error: required option '${option}' not specified; see 'bertsmith `);
    }
  });
});
