import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BertForSequenceClassification, presetConfig } from '@bertsmith/bert-core';
import { saveModel } from '@bertsmith/bert-core/files';
import { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { saveTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { runBertsmith } from './run-bertsmith.js';

const TIMEOUT_MS = 60_000;
/** Far more than can be answered before the test looks. */
const MANY_LINES = 'a b c d e f g h\n'.repeat(300_000);

let folder: string;
let outputs: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bertsmith-interrupted-'));
  const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', 'a', 'b', 'c'];
  const config = presetConfig('tiny', { vocabSize: vocabulary.length, labels: ['no', 'yes'] });
  await saveModel(BertForSequenceClassification.initialize(config, { seed: 1 }), join(folder, 'model'));
  await saveTokenizer(new WordPieceTokenizer({ vocabulary }), join(folder, 'model'));
  writeFileSync(join(folder, 'many.txt'), MANY_LINES);
}, TIMEOUT_MS);
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  outputs = mkdtempSync(join(folder, 'outputs-'));
});

/** Presses Ctrl-C as soon as something is in the folder of outputs. */
function interruptWhenThere(
  interrupt: () => void,
  isThere = () => readdirSync(outputs).some((name) => /\.tmp$/.test(name)),
) {
  const timer = setInterval(() => {
    if (!isThere()) return;
    clearInterval(timer);
    interrupt();
  }, 20);
  timer.unref();
}

describe('Ctrl-C while an output file is being written', { timeout: TIMEOUT_MS }, () => {
  it.each(['predict', 'embed'])('ends %s with 130, and leaves no file behind', async (command) => {
    const output = join(outputs, 'answers.txt');
    const args = [command, '--model', 'model', '--input', 'many.txt', '--output', output];
    let seen: string[] = [];
    const { status, stdout, stderr } = await runBertsmith(args, {
      cwd: folder,
      onStart: (interrupt) =>
        interruptWhenThere(() => {
          seen = readdirSync(outputs);
          interrupt();
        }),
    });
    expect(seen).toEqual([expect.stringMatching(/^\.answers\.txt\..*\.tmp$/)]);
    expect([status, stdout, stderr]).toEqual([130, '', `interrupted: '${output}' is not written\n`]);
    expect(readdirSync(outputs)).toEqual([]);
  });

  it('leaves the file that was there, and does not wait for more input', async () => {
    const output = join(outputs, 'answers.txt');
    writeFileSync(output, 'old');
    const args = ['predict', '--model', 'model', '--output', output];
    const { status } = await runBertsmith(args, {
      cwd: folder,
      input: 'a\nb\n',
      keepsInputOpen: true,
      onStart: (interrupt) => interruptWhenThere(interrupt),
    });
    expect(status).toBe(130);
    expect(readdirSync(outputs)).toEqual(['answers.txt']);
    expect(readFileSync(output, 'utf8')).toBe('old');
  });
});
