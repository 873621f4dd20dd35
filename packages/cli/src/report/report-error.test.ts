import { InputError } from '@bertsmith/tensor';
import { Command } from 'commander';
import { expect, it } from 'vitest';
import { captureIo } from '../../test/captured-io.js';
import { reportError } from './report-error.js';

function report(error: unknown, argv: readonly string[] = []): string {
  const io = captureIo();
  expect(reportError(error, { io, program: new Command(), argv })).toBe(1);
  return io.stderr.text;
}

it('an error of ours is its message, in one line', () => {
  expect(report(new InputError('the text\n  is empty'))).toBe('error: the text is empty\n');
});

it('any other error is a fault of the program', () => {
  const [line, ...rest] = report(new TypeError('x is not a function')).split('\n');
  expect(line).toBe(
    'error: TypeError: x is not a function (unexpected, please report it; --debug shows where it happened)',
  );
  expect(rest).toEqual(['']);
});

it('--debug adds the stack and the cause, but not when it is a text', () => {
  const error = new InputError('outer', { cause: new Error('inner') });
  expect(report(error, ['predict', '--debug'])).toMatch(/^error: outer\n.*\n +at [\s\S]*inner/);
  expect(report(error, ['predict', '--', '--debug'])).toBe('error: outer\n');
});
