/** `train`, `evaluate` and `predict` for every kind of task, over made-up files in the published forms. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FinishedProcess, runBertsmith } from './run-bertsmith.js';

const TIMEOUT_MS = 60_000;
/** Training on a driver without a GPU is slow. */
const DRIVER_TIMEOUT_MS = 300_000;
const hasDriver = process.env.VK_DRIVER_FILES !== undefined;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'bertsmith-tasks-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const animals = ['otter', 'heron', 'lynx', 'badger', 'marten'];
const places = ['river', 'marsh', 'forest', 'field', 'hill'];
const pairs = animals.flatMap((animal) => places.map((place) => [animal, place] as const));

/** The rows as lines, in a file of the test's folder. */
function write(path: string, lines: readonly string[]): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), `${lines.join('\n')}\n`);
}

const run = (...args: string[]): Promise<FinishedProcess> => runBertsmith(args, { cwd: folder });
const SIZE = ['--vocab-size', '200', '--max-steps', '3', '--batch-size', '8', '--max-length', '32'];

/** Trains on a task and scores the result again. */
async function trainAndEvaluate(task: string, ...options: string[]) {
  const output = join('models', task);
  const trained = await run('train', '--task', task, '--output', output, ...SIZE, ...options, '--json');
  expect(trained.status, trained.stderr).toBe(0);
  const data = options.includes('--data') ? ['--data', options[options.indexOf('--data') + 1] as string] : [];
  // Texts are cut as they were in training.
  const args = ['--model', output, '--task', task, ...data, '--json'];
  const evaluated = await run('evaluate', ...args);
  expect(evaluated.status, evaluated.stderr).toBe(0);
  return {
    output,
    trained: JSON.parse(trained.stdout),
    evaluated: JSON.parse(evaluated.stdout),
    stderr: trained.stderr,
  };
}

describe.concurrent('each kind of task', () => {
  it(
    'a class of each text: sst2, with training rows held out',
    async () => {
      const rows = pairs.map(([animal, place], index) => `the ${animal} likes the ${place} \t${index % 2}`);
      for (const part of ['train', 'dev']) write(`SST-2/${part}.tsv`, ['sentence\tlabel', ...rows]);
      const { trained, evaluated } = await trainAndEvaluate('sst2', '--data', 'SST-2', '--holdout', '3');
      expect(trained).toMatchObject({
        task: 'sst2',
        metric: 'accuracy',
        score: evaluated.score,
        metrics: evaluated.metrics,
      });
      expect(Object.keys(trained.metrics)).toEqual(['accuracy', 'macroF1', 'f1', 'matthewsCorrelation']);
      expect(trained.holdout.examples).toBeGreaterThan(0);
      expect(trained.holdout.examples).toBeLessThan(25);
      expect(evaluated.holdout).toBeUndefined();
    },
    TIMEOUT_MS,
  );

  it(
    'a number for each pair: stsb',
    async () => {
      const head = [
        'index',
        'genre',
        'filename',
        'year',
        'old_index',
        'source1',
        'source2',
        'sentence1',
        'sentence2',
        'score',
      ];
      const rows = pairs.map(([animal, place], row) =>
        [row, 'a', 'b', 'c', row, 'd', 'e', `the ${animal}`, `the ${place}`, row % 6].join('\t'),
      );
      for (const part of ['train', 'dev']) write(`STS-B/${part}.tsv`, [head.join('\t'), ...rows]);
      const { trained, evaluated } = await trainAndEvaluate('stsb', '--data', 'STS-B');
      expect(Object.keys(trained.metrics).sort()).toEqual(['pearson', 'spearman']);
      // Other batches round differently.
      expect(trained.score).toBe(evaluated.score);
      expect(trained.metrics.pearson).toBeCloseTo(evaluated.metrics.pearson, 3);
    },
    TIMEOUT_MS,
  );

  it(
    'tags of words: ner, and predict finds entities',
    async () => {
      const sentence = ([animal, place]: readonly [string, string]) =>
        ['The\tO', `${animal}\tB-animal`, 'likes\tO', `${place}\tB-place`, ''].join('\n');
      write('ner/wnut17train.conll', pairs.map(sentence));
      write('ner/emerging.dev.conll', pairs.slice(0, 5).map(sentence));
      const { output, trained, evaluated } = await trainAndEvaluate('ner', '--data', 'ner');
      expect(Object.keys(trained.metrics).sort()).toEqual(['accuracy', 'entityF1', 'entityPrecision', 'entityRecall']);
      expect(trained).toMatchObject({ metric: 'entityF1', score: evaluated.score, evaluationExamples: 5 });
      const { status, stdout, stderr } = await run('predict', '--model', output, 'The otter likes it', '--json');
      expect(status, stderr).toBe(0);
      expect(JSON.parse(stdout)).toHaveProperty('entities');
    },
    TIMEOUT_MS,
  );

  it(
    'answers in contexts: squad2',
    async () => {
      const qas = (context: string, animal: string, place: string, id: number) => [
        {
          id: `${id}`,
          question: `where is the ${animal}?`,
          answers: [{ text: place, answer_start: context.indexOf(place) }],
          is_impossible: false,
        },
        { id: `n${id}`, question: 'why?', answers: [], is_impossible: true },
      ];
      const paragraphs = pairs.map(([animal, place], id) => {
        const context = `the ${animal} likes the ${place}`;
        return { context, qas: qas(context, animal, place, id) };
      });
      const json = JSON.stringify({ version: 'v2.0', data: [{ title: 'animals', paragraphs }] });
      for (const part of ['train', 'dev']) write(`squad/${part}-v2.0.json`, [json]);
      const { trained, evaluated } = await trainAndEvaluate('squad2', '--data', 'squad');
      const refused = await run('train', '--task', 'squad2', '--data', 'squad', '--output', 'no', '--packing', ...SIZE);
      expect(refused.status).toBe(1);
      expect(refused.stderr).toContain('error: this head cannot learn from packed rows');
      expect(trained).toMatchObject({ metric: 'answerF1', score: evaluated.score, evaluationExamples: 50 });
    },
    TIMEOUT_MS,
  );

  it(
    "a table of one's own, with bad rows left out",
    async () => {
      const rows = pairs.map(
        ([animal, place], row) => `"the ${animal}, of the ${place}",${row % 2 === 0 ? 'wet' : 'dry'}`,
      );
      write('own.csv', ['what,kind', ...rows, ',wet']);
      const task = 'csv:own.csv,text=what,label=kind';
      const refused = await run('train', '--task', task, '--output', 'models/refused', ...SIZE);
      expect(refused.status).toBe(1);
      expect(refused.stderr).toMatch(/own\.csv.*27/);
      const { stderr, status } = await run(
        'train',
        '--task',
        task,
        '--output',
        'models/own',
        ...SIZE,
        '--on-bad-row',
        'skip',
      );
      expect(status, stderr).toBe(0);
      expect(stderr).toMatch(/^left out 1 rows that cannot be used:\n.*own\.csv: 27: /m);
    },
    TIMEOUT_MS,
  );
});

describe('a run', () => {
  beforeAll(() => {
    const rows = pairs.map(
      ([animal, place], row) => `the ${animal} likes the ${place},${row % 2 === 0 ? 'wet' : 'dry'}`,
    );
    write('rows.csv', ['text,label', ...rows]);
  });
  const task = ['--task', 'csv:rows.csv,text=text,label=label'];
  const size = ['--vocab-size', '200', '--batch-size', '4', '--max-length', '16', '--epochs', '10'];

  it(
    'that was stopped goes on from its checkpoint to the same bits, and says when it is at its end',
    async () => {
      const straight = await run('train', ...task, ...size, '--output', 'straight');
      expect(straight.status, straight.stderr).toBe(0);
      const args = ['train', ...task, ...size, '--output', 'stopped'];
      let isInterrupted = false;
      const onStderr = (text: string, interrupt: () => void) => {
        if (isInterrupted || !/^checkpoint: .*stopped/m.test(text)) return;
        isInterrupted = true;
        interrupt();
      };
      const stopped = await runBertsmith([...args, '--checkpoint-every', '3'], { cwd: folder, onStderr });
      expect(stopped.status, stopped.stderr).toBe(130);
      expect(stopped.stdout).toMatch(/go on: +bertsmith train --config stopped\/training_config.yaml --resume\n$/);
      expect(readdirSync(join(folder, 'stopped', 'checkpoints')).length).toBeGreaterThan(0);
      const config = ['--config', 'stopped/training_config.yaml', '--resume'];
      // What is refused leaves the run's own options as they were.
      const refused = await run('train', ...config, '--batch-size', '8');
      expect([refused.status, refused.stderr]).toEqual([1, expect.stringContaining('batchSize was 4 and is 8 now')]);
      const resumed = await run('train', ...config);
      expect(resumed.status, resumed.stderr).toBe(0);
      expect(resumed.stderr).toMatch(/^going on after step \d+, from /m);
      const weights = (of: string) => readFileSync(join(folder, of, 'model.safetensors'));
      expect(weights('stopped').equals(weights('straight'))).toBe(true);
      expect(existsSync(join(folder, 'stopped', 'checkpoints'))).toBe(false);
      const again = await run(...args, '--resume', '--json');
      expect(again.status).toBe(0);
      expect(again.stderr).toMatch(/is at its end/);
      expect(JSON.parse(again.stdout)).toMatchObject({ interrupted: false, model: expect.stringContaining('stopped') });
    },
    TIMEOUT_MS,
  );

  it(
    'with --resume and no checkpoint starts afresh',
    async () => {
      const { status, stderr } = await run('train', ...task, ...SIZE, '--output', 'afresh', '--resume');
      expect(status, stderr).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'packs rows, and says so in the settings that repeat the run',
    async () => {
      const packed = await run('train', ...task, ...SIZE, '--packing', '--output', 'packed', '--json');
      expect(packed.status, packed.stderr).toBe(0);
      const config = readFileSync(join(folder, 'packed', 'training_config.yaml'), 'utf8');
      expect(config).toContain('packing: true');
      const repeat = ['train', '--config', 'packed/training_config.yaml', '--output', 'repeated', '--json'];
      const repeated = await run(...repeat);
      expect(repeated.status, repeated.stderr).toBe(0);
      const weights = (name: string) => readFileSync(join(folder, name, 'model.safetensors'));
      expect(weights('repeated').equals(weights('packed'))).toBe(true);
      write('unpacked.yaml', [config.replace('packing: true', 'packing: false')]);
      const unpacked = await run('train', '--config', 'unpacked.yaml', '--output', 'unpacked', '--json');
      expect(unpacked.status, unpacked.stderr).toBe(0);
      expect(weights('unpacked').equals(weights('packed'))).toBe(false);
    },
    TIMEOUT_MS,
  );

  it(
    'starts from a model of another task, whose head it replaces',
    async () => {
      const { status, stderr } = await run(
        'train',
        ...task,
        '--model',
        'straight',
        '--output',
        'second',
        '--max-steps',
        '2',
        '--max-length',
        '16',
      );
      expect(status, stderr).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'takes an optimizer, a schedule and whatever else acts in a step, and writes logs',
    async () => {
      const learning = [
        '--optimizer',
        'lamb',
        '--schedule',
        'cosine',
        '--layer-decay',
        '0.9',
        '--average-decay',
        '0.5',
      ];
      const memory = ['--accumulate', '2', '--gradient-checkpointing', '1', '--freeze', '*embeddings*'];
      const watching = [
        '--patience',
        '9',
        '--keep-best',
        '--evaluate-every',
        '5',
        '--tensorboard',
        'curves',
        '--log',
        'log.jsonl',
      ];
      const args = [...task, ...size, ...learning, ...memory, ...watching, '--output', 'many', '--json'];
      const { status, stdout, stderr } = await run('train', ...args);
      expect(status, stderr).toBe(0);
      // Patience ends it before the 30 steps that there would be.
      const { steps } = JSON.parse(stdout);
      expect(steps).toBeGreaterThanOrEqual(20);
      expect(readdirSync(join(folder, 'curves'))).toHaveLength(1);
      const log = readFileSync(join(folder, 'log.jsonl'), 'utf8').trimEnd().split('\n');
      const kinds = log.map((line) => JSON.parse(line).kind);
      expect(kinds.filter((kind) => kind === 'step')).toHaveLength(steps);
      expect(kinds.filter((kind) => kind === 'evaluation').length).toBeGreaterThanOrEqual(7);
    },
    TIMEOUT_MS,
  );

  it(
    'refuses a parameter that is not there',
    async () => {
      const { status, stderr } = await run('train', ...task, ...size, '--output', 'bad', '--freeze', 'nothing.*');
      expect(status).toBe(1);
      expect(stderr).toContain('nothing.*');
    },
    TIMEOUT_MS,
  );

  it.each([
    ['epochs: many', "--epochs is 'many', expected a whole number from 1"],
    ['epoch: 3', "there is no option 'epoch'; known are: .*; did you mean 'epochs'"],
    ['[1, 2]', 'expected options by name'],
    ['epochs: [1', 'line 2: '],
    ['epochs: {a: 1}', 'epochs is {"a":1}, expected one value'],
    ['packing: 1', 'packing is 1, expected true or false'],
  ])('refuses the configuration %j', async (text, message) => {
    write('bad.yaml', [text]);
    const { status, stderr } = await run('train', ...task, '--output', 'bad', '--config', 'bad.yaml');
    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`bad\\.yaml: .*${message.replace(/[[\]{}()'"]/g, '.')}`));
  });

  it('refuses a size beside a model', async () => {
    const { status, stderr } = await run(
      'train',
      ...task,
      '--model',
      'straight',
      '--preset',
      'mini',
      '--output',
      'bad',
    );
    expect(status).toBe(1);
    expect(stderr).toContain('--preset says what a model from scratch is like');
  });

  it('refuses to score a model on another kind of task', async () => {
    const { status, stderr } = await run('evaluate', '--model', 'straight', '--task', 'squad', '--data', 'nowhere');
    expect(status).toBe(1);
    expect(stderr).toMatch(/^error: /);
  });
});

describe.skipIf(!hasDriver)('on WebGPU (skipped without a Vulkan driver: VK_DRIVER_FILES)', () => {
  it('train and distill learn what they learn on the CPU', { timeout: DRIVER_TIMEOUT_MS }, async () => {
    const rows = pairs.map(([animal, place], index) => `the ${animal} likes the ${place}\t${index % 2}`);
    for (const part of ['train', 'dev']) write(`likes/${part}.tsv`, ['sentence\tlabel', ...rows]);
    const slowly = (...args: string[]) => runBertsmith(args, { cwd: folder, longestRunMs: DRIVER_TIMEOUT_MS / 2 });
    const lossesOn = async (provider: string) => {
      const task = ['--task', 'sst2', '--data', 'likes', '--provider', provider];
      const short = ['--max-steps', '3', '--batch-size', '8', '--max-length', '16', '--json'];
      const [teacher, student] = [`likes-${provider}`, `likes-${provider}-distilled`];
      const trained = await slowly('train', ...task, '--vocab-size', '200', ...short, '--output', teacher);
      expect(trained.status, trained.stderr).toBe(0);
      const lesson = ['--teacher', teacher, '--student-layers', '0', '--transfer', 'hidden'];
      const distilled = await slowly('distill', ...task, ...lesson, ...short, '--output', student);
      expect(distilled.status, distilled.stderr).toBe(0);
      return [trained, distilled].map(({ stdout }) => JSON.parse(stdout).loss as number);
    };
    const [onCpu, onGpu] = [await lossesOn('cpu'), await lossesOn('webgpu')];
    for (const [index, loss] of onGpu.entries()) expect(loss).toBeCloseTo(onCpu[index] as number, 4);
  });
});
