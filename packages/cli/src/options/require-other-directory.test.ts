import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@bertsmith/tensor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { captureIo } from '../../test/captured-io.js';
import { runCli } from '../run-cli.js';
import { requireKeptSources } from './require-kept-sources.js';
import { requireOtherDirectory } from './require-other-directory.js';

let folder: string;
const path = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bertsmith-other-'));
  mkdirSync(path('run/checkpoints/step-20'), { recursive: true });
  mkdirSync(path('run/best'));
  symlinkSync(path('run'), path('link'));
  symlinkSync(path('run/checkpoints/step-20'), path('newest'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a model is not written over the one that it is made from', () => {
  it.each([
    ['by its name', 'run', 'run'],
    ['by another spelling', 'run', 'run/../run/'],
    ['by a link', 'run', 'link'],
    ['by a link to the model', 'link', 'run'],
    ['before it is there', 'none', './none'],
  ])('%s', (_, model, output) => {
    const options = { model: path(model), output: `${folder}/${output}` };
    expect(() => requireOtherDirectory(options)).toThrow(ConfigError);
    expect(() => requireOtherDirectory(options)).toThrow(/--output is --model/);
  });

  it('and not over the one that it learns of', () => {
    const options = { model: path('other'), teacher: path('link'), output: path('run') };
    expect(() => requireOtherDirectory(options)).toThrow(/--output is --teacher/);
  });
});

describe('a model is not removed with the earlier run in the output directory', () => {
  it.each([
    ['run/checkpoints/step-20', 'run'],
    ['run/checkpoints', 'run'],
    ['newest', 'run'],
    ['link/checkpoints/step-20', 'run'],
    ['run/checkpoints/step-20', 'link'],
  ])('%s into %s', (model, output) => {
    const options = { model: path(model), output: path(output) };
    expect(() => requireOtherDirectory(options)).toThrow(ConfigError);
    expect(() => requireOtherDirectory(options)).toThrow(/--model '.*' is of the earlier run in --output/);
  });

  it('and what else a run begins with is not, either', () => {
    const [checkpoint, output] = [path('run/checkpoints/step-20'), path('run')];
    expect(() => requireKeptSources({ teacher: checkpoint, output })).toThrow(/--teacher '.*' is of the earlier run/);
    expect(() => requireKeptSources({ student: checkpoint, output })).toThrow(/--student '.*' is of the earlier run/);
  });

  it('what a run leaves alone may be its model', () => {
    expect(() => requireOtherDirectory({ model: path('run/best'), output: path('run') })).not.toThrow();
    expect(() =>
      requireOtherDirectory({ model: path('run/checkpoints/step-20'), output: path('other') }),
    ).not.toThrow();
    expect(() => requireKeptSources({ student: 'tiny', output: path('run') })).not.toThrow();
  });

  it.each([
    ['train', ['--task', 'sst2', '--model']],
    ['distill', ['--task', 'sst2', '--student', 'tiny', '--teacher']],
    ['pretrain', ['--corpus', 'words.txt', '--model']],
    ['prune', ['--method', 'magnitude', '--sparsity', '0.5', '--model']],
    ['quantize', ['--method', 'dynamic', '--model']],
  ])('by bertsmith %s', async (command, args) => {
    const io = captureIo();
    const places = [path('run/checkpoints/step-20'), '--output', path('run'), '--overwrite'];
    expect(await runCli([command, ...args, ...places], io)).toBe(1);
    expect(io.stderr.lines.at(-1)).toMatch(/is of the earlier run in --output/);
  });
});
