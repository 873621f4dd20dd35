import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBertsmith } from './run-bertsmith.js';

const TIMEOUT_MS = 60_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bertsmith-pretrain-'));
  const animals = ['otter', 'heron', 'lynx', 'badger', 'marten', 'vole'];
  const places = ['river', 'marsh', 'forest', 'field', 'hill'];
  const story = (animal: string, place: string) =>
    `The ${animal} lives near the ${place}.\nIt sleeps by day. The ${place} is its home.`;
  const stories = animals.flatMap((animal) => places.map((place) => story(animal, place)));
  writeFileSync(join(folder, 'stories.txt'), `${stories.join('\n\n')}\n`);
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...args: string[]) => runBertsmith(args, { cwd: folder });
const SIZE = [
  '--corpus',
  'stories.txt',
  '--format',
  'documents',
  '--holdout',
  '5',
  '--vocab-size',
  '200',
  '--max-length',
  '32',
];

describe('pretrain', () => {
  it(
    'makes a language model that predict fills words with, and train goes on from',
    async () => {
      const args = ['--output', 'words', '--epochs', '30', '--batch-size', '8', '--learning-rate', '1e-3', '--json'];
      const { status, stdout, stderr } = await run('pretrain', ...SIZE, ...args);
      expect(status, stderr).toBe(0);
      const record = JSON.parse(stdout);
      expect(record).toMatchObject({ architecture: 'BertForMaskedLM', interrupted: false });
      const first = /^after epoch 1: perplexity ([\d.]+)/m.exec(stderr)?.[1];
      expect(record.perplexity).toBeLessThan(Number(first) / 2);
      expect(readdirSync(join(folder, 'words'))).not.toContain('corpus');
      const filled = await run('predict', '--model', 'words', '--json', 'The otter lives [MASK] the river.');
      expect(filled.status, filled.stderr).toBe(0);
      expect(JSON.parse(filled.stdout)).toHaveProperty('fills');
      const again = await run('pretrain', ...SIZE, ...args, '--resume');
      expect([again.status, JSON.parse(again.stdout).loss]).toEqual([0, record.loss]);
      writeFileSync(
        join(folder, 'rows.csv'),
        `text,label\n${Array.from({ length: 20 }, (_, row) => `the otter ${row},${row % 2 ? 'a' : 'b'}`).join('\n')}\n`,
      );
      const tuned = await run(
        'train',
        '--model',
        'words',
        '--task',
        'csv:rows.csv,text=text,label=label',
        '--output',
        'tuned',
        '--max-steps',
        '2',
      );
      expect(tuned.status, tuned.stderr).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'that was stopped goes on to the same bits',
    async () => {
      const args = ['--epochs', '6', '--batch-size', '8', '--next-sentence'];
      const straight = await run('pretrain', ...SIZE, ...args, '--output', 'straight');
      expect(straight.status, straight.stderr).toBe(0);
      let isInterrupted = false;
      const onStderr = (text: string, interrupt: () => void) => {
        if (isInterrupted || !/^checkpoint: /m.test(text)) return;
        isInterrupted = true;
        interrupt();
      };
      const stopped = await runBertsmith(
        ['pretrain', ...SIZE, ...args, '--output', 'stopped', '--checkpoint-every', '2'],
        { cwd: folder, onStderr },
      );
      expect(stopped.status, stopped.stderr).toBe(130);
      const config = ['--config', 'stopped/training_config.yaml', '--resume'];
      const other = await run('pretrain', ...config, '--holdout', '6');
      expect([other.status, other.stderr]).toEqual([
        1,
        expect.stringMatching(/cannot resume the run in '.*stopped': holdout was 5 and is 6 now/),
      ]);
      const resumed = await run('pretrain', ...config);
      expect(resumed.status, resumed.stderr).toBe(0);
      expect(resumed.stderr).not.toContain('tokenizing');
      const weights = (of: string) => readFileSync(join(folder, of, 'model.safetensors'));
      expect(weights('stopped').equals(weights('straight'))).toBe(true);
    },
    TIMEOUT_MS,
  );

  it('says that a corpus of three lines is too small', async () => {
    writeFileSync(join(folder, 'small.txt'), 'one line.\nanother line.\na third line.\n');
    const { status, stderr } = await run(
      'pretrain',
      '--corpus',
      'small.txt',
      '--output',
      'small',
      '--vocab-size',
      '200',
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /error: small.txt: of its documents none is held out to judge by \(--holdout 50 keeps one in 50\)/,
    );
  });

  it('says what is wrong with a corpus that is not there', async () => {
    const { status, stderr } = await run('pretrain', '--corpus', 'nowhere', '--output', 'nothing');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: .*nowhere/m);
  });
});
