import { describe, expect, it } from 'vitest';
import { type CapturedIoOptions, captureIo } from '../test/captured-io.js';
import { runCli } from './run-cli.js';

async function run(args: readonly string[], options?: CapturedIoOptions) {
  const io = captureIo(options);
  const status = await runCli(args, io);
  return { status, stdout: io.stdout.text, stderr: io.stderr.text };
}

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
    for (const part of ['--vocab-size <number>', '(default: 30522)', '--learning-rate', '(default: 0.0003)']) {
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
    const message = "there is no task 'none'; known are: wordnet-noun\n";
    expect(await run(args)).toEqual({ status: 1, stdout: '', stderr: `error: ${message}` });
    const onTerminal = await run(args, { isTerminal: true });
    expect(onTerminal.stderr).toBe(`\u001b[31merror:\u001b[39m ${message}`);
    const withoutColors = await run(args, { isTerminal: true, environment: { NO_COLOR: '1' } });
    expect(withoutColors.stderr).toBe(`error: ${message}`);
  });

  it('points to the help of the command', async () => {
    const { stderr } = await run(['evaluate', '--model', 'x']);
    expect(stderr).toBe("error: required option '--task <name>' not specified; see 'bertsmith evaluate --help'\n");
  });
});
