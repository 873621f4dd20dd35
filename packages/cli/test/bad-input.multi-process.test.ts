import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBertsmith, tinyTraining } from './run-bertsmith.js';

const TIMEOUT_MS = 60_000;

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bertsmith-bad-input-'));
  const { status, stderr } = await runBertsmith(tinyTraining('model'), { cwd: folder });
  expect(status, stderr).toBe(0);
}, TIMEOUT_MS);

afterAll(() => rmSync(folder, { recursive: true }));

/** One line that begins with `error:`, as the last of standard error, and a status that is not 0. */
async function expectError(args: readonly string[], message: string | RegExp, input?: string): Promise<void> {
  const { status, stdout, stderr } = await runBertsmith(args, { cwd: folder, ...(input !== undefined && { input }) });
  const lines = stderr.trimEnd().split('\n');
  expect(status, stderr).toBe(1);
  expect(lines.filter((line) => line.startsWith('error: '))).toEqual([lines.at(-1)]);
  expect(lines.at(-1)).toMatch(message);
  expect(stderr).not.toMatch(/^ +at /m);
  expect(stdout).toBe('');
}

const TRAIN = ['train', '--task', 'wordnet-noun', '--output', 'new'];
const PREDICT = ['predict', '--model', 'model'];

describe('a command line', () => {
  const cases: [string, string[], string][] = [
    [
      'an unknown command',
      ['trian'],
      "unknown command 'trian'; commands are: train, distill, prune, quantize, pretrain",
    ],
    ['an unknown flag', [...TRAIN, '--epoch', '1'], "unknown option '--epoch'; options are: --task, --data, "],
    ['an unknown flag near another', [...TRAIN, '--epoch=1'], "did you mean '--epochs'?"],
    ['an unknown task', ['train', '--task', 'wordnet-nuon', '--output', 'new'], "did you mean 'wordnet-noun'?"],
    ['an unknown preset', [...TRAIN, '--preset', 'tinny'], "no preset 'tinny'; known are: tiny, mini, small"],
    ['a number out of range', [...TRAIN, '--epochs', '0'], "--epochs is '0', expected a whole number from 1"],
    [
      'a length beyond the model',
      [...TRAIN, '--max-length', '513'],
      '--max-length is 513, this model takes at most 512 tokens',
    ],
    ['a missing option', ['train', '--task', 'wordnet-noun'], "required option '--output <dir>' not specified"],
    ['a missing value', [...TRAIN, '--seed'], "option '--seed <number>' argument missing"],
  ];

  it.each(cases)('with %s', async (_, args, message) => {
    await expectError(args, message);
  });

  it('leaves no directory behind', () => expect(readdirSync(folder)).toEqual(['model']));
});

describe('texts', () => {
  it('that are empty', () => expectError([...PREDICT, 'a cat', ' '], 'text 2 is empty'));
  it('that are empty lines', () => expectError(PREDICT, 'line 2 of standard input is empty', 'a cat\n\n'));
  it('that are not there', () => expectError(PREDICT, 'there is no text to work on'));
});

describe('an output directory', () => {
  it('under a file', async () => {
    writeFileSync(join(folder, 'file'), 'text');
    await expectError(tinyTraining('file/model'), "cannot write 'file/model': a part of the path is a file");
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('text');
    rmSync(join(folder, 'file'));
  });

  it(
    'with something in it, which is left alone unless --overwrite',
    async () => {
      cpSync(join(folder, 'model'), join(folder, 'kept'), { recursive: true });
      writeFileSync(join(folder, 'kept', 'config.json'), 'mine');
      await expectError(tinyTraining('kept'), /the output directory 'kept' is not empty: .*--overwrite/);
      expect(readFileSync(join(folder, 'kept', 'config.json'), 'utf8')).toBe('mine');
      const { status, stderr } = await runBertsmith([...tinyTraining('kept'), '--overwrite'], { cwd: folder });
      expect(status, stderr).toBe(0);
      expect(readFileSync(join(folder, 'kept', 'config.json'), 'utf8')).toContain('"vocab_size": 300');
    },
    TIMEOUT_MS,
  );
});

describe('a model directory', () => {
  /** Copies the model and damages the copy. */
  function damaged(damage: (path: (file: string) => string) => void): string {
    const copy = mkdtempSync(join(folder, 'damaged-'));
    cpSync(join(folder, 'model'), copy, { recursive: true });
    damage((file) => join(copy, file));
    return copy;
  }

  function edit(file: string, change: (text: string) => string): void {
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  }

  const cases: [string, Parameters<typeof damaged>[0], RegExp][] = [
    ['without config.json', (path) => rmSync(path('config.json')), /cannot read '.*config\.json': it does not exist/],
    ['with a broken config.json', (path) => writeFileSync(path('config.json'), '{'), /config\.json: not JSON/],
    [
      'without weights',
      (path) => rmSync(path('model.safetensors')),
      /it has none of model\.safetensors, .*pytorch_model\.bin/,
    ],
    ['with truncated weights', (path) => truncateSync(path('model.safetensors'), 50_000), /model\.safetensors/],
    ['with an empty file of weights', (path) => truncateSync(path('model.safetensors'), 0), /model\.safetensors/],
    [
      'whose shapes are not those of its configuration',
      (path) => edit(path('config.json'), (text) => text.replace(/"vocab_size": 300/, '"vocab_size": 301')),
      /'bert\.embeddings\.word_embeddings\.weight' has the shape \[300, 128\], the configuration says \[301, 128\]/,
    ],
    [
      'without a vocabulary',
      (path) => {
        rmSync(path('vocab.txt'));
        rmSync(path('tokenizer.json'));
      },
      /(vocab\.txt|tokenizer\.json)/,
    ],
    [
      'whose vocabulary has no [UNK]',
      (path) => {
        rmSync(path('tokenizer.json'));
        edit(path('vocab.txt'), (text) => text.replace('[UNK]', 'unk'));
      },
      /\[UNK\]/,
    ],
  ];

  it.each(cases)('%s', async (_, damage, message) => {
    await expectError(['predict', '--model', damaged(damage), 'a cat'], message);
  });

  it('that is not there', () => expectError(['predict', '--model', 'nowhere', 'a cat'], /nowhere.*does not exist/));

  it('whose labels are not those of the task', async () => {
    const model = damaged((path) => edit(path('config.json'), (text) => text.replaceAll('noun.animal', 'noun.beast')));
    const args = ['evaluate', '--model', model, '--task', 'wordnet-noun', '--max-examples', '10'];
    await expectError(args, /not trained for wordnet-noun: label \d+ is 'noun\.beast'/);
  });
});

it('--debug shows where an error came from', async () => {
  const { status, stderr } = await runBertsmith(['predict', '--model', 'nowhere', '--debug', 'a'], { cwd: folder });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^error: .*\n/);
  expect(stderr).toMatch(/^ +at /m);
});
