import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FinishedProcess, runBertsmith, tinyTraining } from './run-bertsmith.js';

const TIMEOUT_MS = 60_000;

let folder: string;
let training: FinishedProcess;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bertsmith-commands-'));
  training = await runBertsmith([...tinyTraining('model'), '--json'], { cwd: folder });
}, TIMEOUT_MS);

afterAll(() => rmSync(folder, { recursive: true }));

function jsonLines(stdout: string): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('train', () => {
  it('saves a Hugging Face directory', () => {
    expect(training.status, training.stderr).toBe(0);
    expect(readdirSync(join(folder, 'model')).sort()).toEqual([
      'config.json',
      'model.safetensors',
      'special_tokens_map.json',
      'tokenizer.json',
      'tokenizer_config.json',
      'training_config.yaml',
      'training_result.json',
      'vocab.txt',
    ]);
  });

  it('ends standard output with one JSON object', () => {
    expect(training.stdout.trimEnd().split('\n')).toHaveLength(1);
    const [record] = jsonLines(training.stdout);
    const positive = expect.toSatisfy((value: unknown) => typeof value === 'number' && value > 0);
    expect(record).toMatchObject({
      task: 'wordnet-noun',
      metric: 'accuracy',
      score: record?.accuracy,
      metrics: { accuracy: record?.accuracy, macroF1: record?.macroF1 },
      examples: 48,
      evaluationExamples: 200,
      loss: positive,
      seconds: positive,
      setupSeconds: positive,
      examplesPerSecond: positive,
      tokensPerSecond: positive,
      peakRssBytes: positive,
      steps: 3,
      stepMsMedian: positive,
      parameters: positive,
      interrupted: false,
    });
  });

  it('says what it does on standard error, in few lines', () => {
    const lines = training.stderr.trimEnd().split('\n');
    expect(lines.length).toBeLessThan(10);
    expect(training.stderr).toMatch(/^training a vocabulary of 300 word pieces on 200 rows$/m);
    expect(training.stderr).toMatch(
      /^step 1 of 3, epoch 1 of 3: loss \d\.\d{3}, [\d,]+ tokens\/s, \d:\d\d left, [\d.]+ [MG]B$/m,
    );
    expect(training.stderr).toMatch(
      /^after epoch 1: accuracy 0\.\d{4}, macroF1 0\.\d{4}, loss \d\.\d{3} \(200 held-out/m,
    );
  });

  it('learns the same from the same seed, bit for bit', async () => {
    const { status, stderr } = await runBertsmith(tinyTraining('again'), { cwd: folder });
    expect(status, stderr).toBe(0);
    const [first, second] = ['model', 'again'].map((name) => readFileSync(join(folder, name, 'model.safetensors')));
    expect(first?.equals(second as Buffer)).toBe(true);
  });

  describe('on Ctrl-C', () => {
    const endless = (output: string) => [...tinyTraining(output), '--epochs', '100000', '--max-steps', '100000'];

    /** Presses Ctrl-C once at each of these marks on standard error. */
    async function interruptAt(args: readonly string[], ...marks: RegExp[]): Promise<FinishedProcess> {
      const onStderr = (text: string, interrupt: () => void) => {
        if (marks[0]?.test(text) && marks.shift()) interrupt();
      };
      return await runBertsmith(args, { cwd: folder, onStderr });
    }

    it('ends after the step and saves what was learned', async () => {
      const { status, stdout, stderr } = await interruptAt([...endless('stopped'), '--json'], /^step +1 of/m);
      expect(status, stderr).toBe(130);
      expect(stderr).toContain('stopping after this step, then evaluating and saving');
      expect(jsonLines(stdout)[0]).toMatchObject({ interrupted: true });
      expect(readdirSync(join(folder, 'stopped'))).toContain('model.safetensors');
    });

    it('ends at once when it is pressed again', async () => {
      const { signal, stdout } = await interruptAt(endless('killed'), /^step +1 of/m, /^stopping after/m);
      expect([signal, stdout]).toEqual(['SIGINT', '']);
      expect(readdirSync(join(folder, 'killed'))).toEqual(['training_config.yaml']);
    });
  });
});

describe('evaluate', () => {
  it('finds the scores that train printed', async () => {
    const args = ['evaluate', '--model', 'model', '--task', 'wordnet-noun', '--max-examples', '200', '--json'];
    const { status, stdout, stderr } = await runBertsmith(args, { cwd: folder });
    expect(status, stderr).toBe(0);
    const [trained, evaluated] = [jsonLines(training.stdout)[0], jsonLines(stdout)[0]];
    for (const field of ['metric', 'score', 'metrics', 'accuracy', 'macroF1']) {
      expect(evaluated?.[field]).toEqual(trained?.[field]);
    }
    expect(evaluated?.examples).toBe(200);
    expect(evaluated?.loss).toBeCloseTo(trained?.loss as number, 4);
  });
});

describe('predict', () => {
  it('answers each text in order, as JSON', async () => {
    const texts = ['a large wild cat with a spotted coat', 'a cat', 'a soup'];
    const { status, stdout, stderr } = await runBertsmith(['predict', '--model', 'model', '--json', ...texts], {
      cwd: folder,
    });
    expect(status, stderr).toBe(0);
    const answers = jsonLines(stdout);
    expect(answers.map(({ text }) => text)).toEqual(texts);
    for (const { label, score, scores } of answers) {
      expect(scores).toHaveLength(26);
      expect((scores as unknown[])[0]).toEqual({ label, score });
    }
  });

  it('reads lines from standard input', async () => {
    const settings = { cwd: folder, input: 'a cat\na soup\n' };
    const { status, stdout } = await runBertsmith(['predict', '--model', 'model'], settings);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^noun\.\w+ +0\.\d{3} {2}a cat\nnoun\.\w+ +0\.\d{3} {2}a soup\n$/);
  });
});
