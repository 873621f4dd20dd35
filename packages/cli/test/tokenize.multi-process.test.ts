import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBertsmith } from './run-bertsmith.js';

const TIMEOUT_MS = 60_000;
const TRAIN = ['tokenizer', 'train', '--input', 'a.txt', 'b.txt', '--vocab-size', '60', '--output', 'tokenizer'];
const TOKENIZE = ['tokenize', '--tokenizer', 'tokenizer'];

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bertsmith-tokenize-'));
  writeFileSync(join(folder, 'a.txt'), 'The lowest of the low.\nA newer, lower tower!\n');
  writeFileSync(join(folder, 'b.txt'), 'Newest is lowest, not lower 🙂 🙂.\r\n');
  const { status, stdout, stderr } = await runBertsmith(TRAIN, { cwd: folder });
  expect(status, stderr).toBe(0);
  expect(stdout).toMatch(/^\d\d tokens from 3 lines in \d+\.\d s\nsaved to tokenizer\n$/);
}, TIMEOUT_MS);

afterAll(() => rmSync(folder, { recursive: true }));

async function tokenize(args: readonly string[], input: string): Promise<string> {
  const { status, stdout, stderr } = await runBertsmith([...TOKENIZE, ...args], { cwd: folder, input });
  expect(status, stderr).toBe(0);
  return stdout;
}

describe('bertsmith tokenize', { timeout: TIMEOUT_MS }, () => {
  it('prints the tokens of each line', async () => {
    expect(await tokenize([], 'Lower\n\nlowest\r\n')).toBe('[CLS] lower [SEP]\n[CLS] [SEP]\n[CLS] lowest [SEP]\n');
    expect(await tokenize(['--no-special-tokens', '--input', 'b.txt', '--max-length', '3'], '')).toBe('ne ##west i\n');
  });

  it('prints ids, tokens, types and offsets as JSON, of pairs as well', async () => {
    const text = '🙂 lower || lowest\nlower\n';
    const [units, points] = await Promise.all([
      tokenize(['--json', '--pair-separator', ' || '], text),
      tokenize(['--json', '--pair-separator', ' || ', '--code-points'], text),
    ]);
    const [first, second] = units
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown[]>);
    expect(first!.tokens).toEqual(['[CLS]', '🙂', 'lower', '[SEP]', 'lowest', '[SEP]']);
    expect(first!.typeIds).toEqual([0, 0, 0, 0, 1, 1]);
    expect(first!.offsets!.slice(1, 5)).toEqual([
      [0, 2],
      [3, 8],
      [0, 0],
      [0, 6],
    ]);
    expect(first!.ids).toHaveLength(6);
    expect(second!.tokens).toEqual(['[CLS]', 'lower', '[SEP]']);
    expect((JSON.parse(points.split('\n')[0]!) as { offsets: unknown[] }).offsets.slice(1, 3)).toEqual([
      [0, 1],
      [2, 7],
    ]);
  });

  it('takes a tokenizer.json, a vocab.txt, and a large input', async () => {
    const lines = 'lower lowest\n'.repeat(100_000);
    for (const file of ['tokenizer.json', 'vocab.txt']) {
      const { status, stdout } = await runBertsmith(['tokenize', '--tokenizer', `tokenizer/${file}`], {
        cwd: folder,
        input: lines,
      });
      expect(status).toBe(0);
      expect(stdout === '[CLS] lower lowest [SEP]\n'.repeat(100_000)).toBe(true);
    }
  });
});

describe('bertsmith tokenizer train', { timeout: TIMEOUT_MS }, () => {
  it('writes the files of Hugging Face, and the result as JSON', async () => {
    expect(readdirSync(join(folder, 'tokenizer')).toSorted()).toEqual([
      'special_tokens_map.json',
      'tokenizer.json',
      'tokenizer_config.json',
      'vocab.txt',
    ]);
    const args = [
      'tokenizer',
      'train',
      '--input',
      'a.txt',
      '--vocab-size',
      '40',
      '--output',
      'cased',
      '--cased',
      '--json',
    ];
    const { stdout } = await runBertsmith(args, { cwd: folder });
    const result = JSON.parse(stdout) as Record<string, unknown>;
    const tokens = readFileSync(join(folder, 'cased', 'vocab.txt'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(result).toMatchObject({ output: 'cased', lines: 2, tokens: tokens.length });
    expect(tokens).toContain('A');
  });

  it('replaces a tokenizer only when told to', async () => {
    const refused = await runBertsmith(TRAIN, { cwd: folder });
    expect([refused.status, refused.stdout]).toEqual([1, '']);
    expect(refused.stderr).toMatch(/^error: the output directory 'tokenizer' is not empty: .*--overwrite\n$/);
    expect((await runBertsmith([...TRAIN, '--overwrite'], { cwd: folder })).status).toBe(0);
  });
});

describe('bad input is one line on standard error', { timeout: TIMEOUT_MS }, () => {
  const cases: [string, string[], RegExp][] = [
    ['no tokenizer there', ['tokenize', '--tokenizer', 'none'], /none/],
    ['an empty directory', ['tokenize', '--tokenizer', 'empty'], /it has no tokenizer\.json and no vocab\.txt/],
    ['a damaged tokenizer', ['tokenize', '--tokenizer', 'bad.json'], /bad\.json: this is not JSON/],
    ['no input file', [...TOKENIZE, '--input', 'none.txt'], /cannot read 'none\.txt'/],
    ['a length too small', [...TOKENIZE, '--max-length', '1', '--input', 'a.txt'], /at least 2, the special tokens/],
    ['a length of 0', [...TOKENIZE, '--max-length', '0'], /expected a whole number from 1/],
    ['an unknown flag', [...TOKENIZE, '--jsonn'], /did you mean '--json'/],
    [
      'a small vocabulary',
      ['tokenizer', 'train', '--input', 'a.txt', '--vocab-size', '6', '--output', 'new'],
      /raise vocabSize/,
    ],
    ['no text', ['tokenizer', 'train', '--input', 'none.txt', '--output', 'new'], /cannot read 'none\.txt'/],
  ];

  it.each(cases)('%s', async (_, args, message) => {
    mkdirSync(join(folder, 'empty'), { recursive: true });
    writeFileSync(join(folder, 'bad.json'), '{');
    const { status, stdout, stderr } = await runBertsmith(args, { cwd: folder, input: 'lower\n' });
    expect([status, stdout], stderr).toEqual([1, '']);
    expect(stderr).toMatch(/^error: [^\n]*\n$/);
    expect(stderr).toMatch(message);
  });
});
