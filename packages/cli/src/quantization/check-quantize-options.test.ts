import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { captureIo } from '../../test/captured-io.js';
import { runCli } from '../run-cli.js';

const TASK = ['--task', 'csv:animals.csv,text=text,label=kind'];
const DYNAMIC = ['--method', 'dynamic'];

describe('quantize refuses, before anything is read or written,', () => {
  it.each<[string, string[], RegExp]>([
    ['no method', [], /required option '--method <name>' not specified/],
    ['an unknown method', ['--method', 'dynamik'], /no method 'dynamik'; known are: .*; did you mean 'dynamic'\?/],
    ['ranges without rows', ['--method', 'static'], /--method static measures ranges on rows of a task.*give --task/],
    ['outliers without rows', ['--method', 'smoothquant'], /dynamic, weight-int8, weight-int4, fp16 need none/],
    ['a drop of no score', [...DYNAMIC, '--max-drop', '0.1'], /--max-drop is about a score, and there is no task/],
    ['rows of no task', [...DYNAMIC, '--calibration', '9'], /--calibration is about the rows of a task/],
    ['data of no task', [...DYNAMIC, '--data', 'x'], /--data is about the rows of a task, and there is none/],
    ['no rows', [...DYNAMIC, ...TASK, '--calibration', '0'], /--calibration is '0', expected a whole number from 2/],
    ['one row', [...DYNAMIC, ...TASK, '--calibration', '1'], /--calibration is '1', expected a whole number from 2/],
    [
      'a drop below 0',
      [...DYNAMIC, ...TASK, '--max-drop', '-0.1'],
      /--max-drop is '-0.1', expected a share from 0 to below 1: 0.005 is half a point of accuracy/,
    ],
    ['a drop of all', [...DYNAMIC, ...TASK, '--max-drop', '1'], /--max-drop is '1', expected a share/],
    ['the model itself as output', [...DYNAMIC, '--overwrite', '--output', './whole/'], /the model would be gone/],
    ['no model', DYNAMIC, /whole/],
  ])('%s', async (_, args, message) => {
    const io = captureIo();
    expect(await runCli(['quantize', '--model', 'whole', '--output', 'refused', ...args], io)).toBe(1);
    expect(io.stderr.lines.at(-1)).toMatch(message);
    expect(io.stdout.text).toBe('');
    expect(existsSync('refused')).toBe(false);
  });
});
