import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BertForMaskedLM,
  BertForPreTraining,
  BertForQuestionAnswering,
  BertForSequenceClassification,
  BertForSequenceClassificationWithFeatures,
  BertForTokenClassification,
  type BertInferenceModel,
  BertModel,
  presetConfig,
} from '@bertsmith/bert-core';
import { saveModel } from '@bertsmith/bert-core/files';
import { formatTfidfVectorizer, TFIDF_VECTORIZER_FILE, TfidfVectorizer } from '@bertsmith/data';
import { WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';
import { saveTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runBertsmith } from './run-bertsmith.js';

const TIMEOUT_MS = 60_000;
const hasDriver = process.env.VK_DRIVER_FILES !== undefined;
const WORDS = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  '[MASK]',
  'ada',
  'love',
  '##lace',
  'lived',
  'in',
  'london',
  'where',
  '.',
  '?',
];
const SENTENCE = 'Ada Lovelace lived in London.';

let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bertsmith-heads-'));
  const tokenizer = new WordPieceTokenizer({ vocabulary: WORDS });
  const sizes = { vocabSize: WORDS.length, hiddenSize: 16, numAttentionHeads: 2, intermediateSize: 16 };
  const config = (labels: string[]) => presetConfig('tiny', { ...sizes, labels });
  const models: Record<string, BertInferenceModel> = {
    texts: BertForSequenceClassification.initialize(config(['no', 'yes']), { seed: 1 }),
    words: BertForTokenClassification.initialize(config(['O', 'B-PER', 'I-PER', 'B-LOC']), { seed: 2 }),
    answers: BertForQuestionAnswering.initialize(config([]), { seed: 3 }),
    gaps: BertForMaskedLM.initialize(config([]), { seed: 4 }),
    'both heads': BertForPreTraining.initialize(config([]), { seed: 4 }),
    encoder: BertModel.initialize(config([]), { seed: 5 }),
  };
  const features = BertForSequenceClassificationWithFeatures.initialize(config(['no', 'yes']), {
    seed: 6,
    numFeatures: 2,
  });
  features.arena.get('feature_classifier.weight').data.set([9, 0, 0, 9]);
  models.features = features;
  for (const [name, model] of Object.entries(models)) {
    await saveModel(model, join(folder, name));
    await saveTokenizer(tokenizer, join(folder, name));
  }
  const vectorizer = new TfidfVectorizer().fit(['ada', 'london']);
  writeFileSync(join(folder, 'features', TFIDF_VECTORIZER_FILE), formatTfidfVectorizer(vectorizer));
}, TIMEOUT_MS);

afterAll(() => rmSync(folder, { recursive: true }));

async function ask(
  args: readonly string[],
  records: readonly (object | string)[] = [],
): Promise<Record<string, unknown>[]> {
  const input = records.map((record) => `${typeof record === 'string' ? record : JSON.stringify(record)}\n`).join('');
  const { status, stdout, stderr } = await runBertsmith([...args, '--json'], { cwd: folder, input });
  expect(status, stderr).toBe(0);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('bertsmith predict', { timeout: TIMEOUT_MS }, () => {
  it('labels texts by their features too', async () => {
    const answers = await ask(['predict', '--model', 'features'], ['Ada', 'London', { text: 'in', pair: 'ada' }]);
    expect(answers.map(({ label }) => label)).toEqual(['no', 'yes', 'no']);
    rmSync(join(folder, 'features', TFIDF_VECTORIZER_FILE));
    const { status, stderr } = await runBertsmith(['predict', '--model', 'features', 'Ada'], { cwd: folder });
    expect([status, stderr]).toEqual([1, expect.stringContaining(TFIDF_VECTORIZER_FILE)]);
  });

  it('labels texts and pairs, in their order', async () => {
    const records = [SENTENCE, { text: 'Ada', pair: 'London' }, { text: 'in' }];
    const answers = await ask(['predict', '--model', 'texts'], records);
    expect(answers.map(({ text, pair }) => [text, pair])).toEqual([
      [SENTENCE, undefined],
      ['Ada', 'London'],
      ['in', undefined],
    ]);
    for (const { label, score, scores } of answers) expect(scores).toContainEqual({ label, score });
  });

  it('finds entities in texts and in words', async () => {
    const words = ['Ada', 'Lovelace', 'lived'];
    const [ofText, ofWords] = await ask(['predict', '--model', 'words'], [SENTENCE, { words }]);
    for (const { text, start, end } of (ofText?.entities ?? []) as { text: string; start: number; end: number }[]) {
      expect(SENTENCE.slice(start, end)).toBe(text);
    }
    expect(ofWords).toMatchObject({ words, labels: [expect.any(String), expect.any(String), expect.any(String)] });
  });

  it('answers questions', async () => {
    const [answer] = await ask(['predict', '--model', 'answers'], [{ question: 'where ?', context: SENTENCE }]);
    const { answer: text, start, end } = answer as { answer: string; start: number; end: number };
    expect(SENTENCE.slice(start, end)).toBe(text);
    expect(answer?.score).toBeGreaterThan(0);
  });

  it.each(['gaps', 'both heads'])('fills %s', async (model) => {
    const [answer] = await ask(['predict', '--model', model, 'Ada lived [MASK] London']);
    const [gap] = (answer?.fills ?? []) as { token: string; tokenId: number }[][];
    expect(gap).toHaveLength(5);
    for (const { token, tokenId } of gap ?? []) expect(WORDS[tokenId]).toBe(token);
  });

  it('reads one file and writes another', async () => {
    writeFileSync(join(folder, 'in.txt'), `${SENTENCE}\nAda\n`);
    const args = ['predict', '--model', 'texts', '--input', 'in.txt', '--output', 'out.txt', '--batch-size', '1'];
    const { status, stdout, stderr } = await runBertsmith(args, { cwd: folder });
    expect([status, stdout], stderr).toEqual([0, '']);
    expect(readFileSync(join(folder, 'out.txt'), 'utf8')).toMatch(
      /^(no|yes) +0\.\d{3} {2}Ada Lovelace lived in London\.\n(no|yes) +0\.\d{3} {2}Ada\n$/,
    );
  });
});

describe('bertsmith embed', { timeout: TIMEOUT_MS }, () => {
  it('gives each text a vector, pooled and from the layer that is asked for', async () => {
    const embed = (...args: string[]) => ask(['embed', '--model', 'encoder', ...args], [SENTENCE, 'Ada']);
    const [mean, unit, first] = [
      await embed(),
      await embed('--normalize', '--pooling', 'cls'),
      await embed('--layer', '0'),
    ];
    const vectors = [mean, unit, first].map((answers) => answers.map(({ embedding }) => embedding as number[]));
    for (const vector of vectors.flat()) expect(vector).toHaveLength(16);
    expect(Math.hypot(...(vectors[1]?.[0] ?? []))).toBeCloseTo(1, 5);
    expect(vectors[2]?.[0]).not.toEqual(vectors[0]?.[0]);
    const lastByNumber = await embed('--layer', '2');
    expect(lastByNumber).toEqual(mean);
  });
});

describe.skipIf(!hasDriver)('on WebGPU (skipped without a Vulkan driver: VK_DRIVER_FILES)', () => {
  it.each([
    ['predict', 'texts'],
    ['embed', 'encoder'],
  ])('%s gives what the CPU gives', { timeout: TIMEOUT_MS }, async (command, model) => {
    const run = async (provider: string) => {
      const args = [command, '--model', model, '--provider', provider, '--json', SENTENCE];
      const { stdout, stderr } = await runBertsmith(args, { cwd: folder });
      return numbersOf(stdout, stderr);
    };
    const [onCpu, onGpu] = [await run('cpu'), await run('webgpu')];
    expect(onCpu.length).toBeGreaterThan(0);
    expect(onGpu).toHaveLength(onCpu.length);
    for (const [index, number] of onGpu.entries()) expect(number).toBeCloseTo(onCpu[index] as number, 5);
  });
});

/** All numbers of a line of JSON, in order. */
function numbersOf(line: string, otherwise: string): number[] {
  const numbers: number[] = [];
  expect(line, otherwise).not.toBe('');
  JSON.parse(line, (_, value) => {
    if (typeof value === 'number') numbers.push(value);
    return value;
  });
  return numbers;
}

describe('bad input is one line on standard error', { timeout: TIMEOUT_MS }, () => {
  it.each([
    [
      'a model without answers',
      ['predict', '--model', 'encoder', 'Ada'],
      '',
      /a BertModel has no answers to give: `bertsmith embed`/,
    ],
    [
      'a text for a question answerer',
      ['predict', '--model', 'answers', 'Ada'],
      '',
      /text 1: a question answerer reads question and context.*write \{/,
    ],
    ['a text without a gap', ['predict', '--model', 'gaps', 'Ada'], '', /has no \[MASK\]/],
    [
      'a line far down without a gap',
      ['predict', '--model', 'gaps'],
      `${'Ada [MASK]\n'.repeat(5)}Ada\n`,
      /^error: line 6 of standard input has no \[MASK\]/,
    ],
    [
      'a device for an output',
      ['predict', '--model', 'texts', '--output', '/dev/null', 'Ada'],
      '',
      /cannot write '\/dev\/null': it is a directory, pipe or device/,
    ],
    [
      'an object without a text',
      ['predict', '--model', 'texts'],
      '{"txt": "a"}\n',
      /line 1 of standard input: expected an object with one of text/,
    ],
    ['both texts and a file', ['predict', '--model', 'texts', '--input', 'x', 'Ada'], '', /give one of them/],
    ['an input that is not there', ['predict', '--model', 'texts', '--input', 'none'], '', /cannot read 'none'/],
    [
      'an output that cannot be',
      ['predict', '--model', 'texts', '--output', 'no/where', 'Ada'],
      '',
      /cannot write 'no\/where'/,
    ],
    [
      'a layer that is not there',
      ['embed', '--model', 'encoder', '--layer', '3', 'Ada'],
      '',
      /--layer is 3, this model has 2 layers/,
    ],
    [
      'an unknown provider',
      ['predict', '--model', 'texts', '--provider', 'cude', 'Ada'],
      '',
      /provider 'cude'.*did you mean 'cuda'/,
    ],
    ['an unknown pooling', ['embed', '--model', 'encoder', '--pooling', 'men', 'Ada'], '', /did you mean 'mean'/],
  ])('%s', async (_, args, input, message) => {
    const { status, stdout, stderr } = await runBertsmith(args, { cwd: folder, input });
    expect([status, stdout], stderr).toEqual([1, '']);
    expect(stderr).toMatch(/^error: [^\n]*\n$/);
    expect(stderr).toMatch(message);
  });
});
