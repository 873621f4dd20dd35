/** `bertsmith distill` over a table: from a teacher to a student that `predict` and `evaluate` take. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FinishedProcess, runBertsmith } from './run-bertsmith.js';

const TIMEOUT_MS = 60_000;
const TASK = ['--task', 'csv:animals.csv,text=text,label=kind'];
const SIZE = ['--max-steps', '4', '--batch-size', '8', '--max-length', '16'];

let folder: string;
const run = (...args: string[]): Promise<FinishedProcess> => runBertsmith(args, { cwd: folder });

/** Rows of a table: six texts of each name. */
function rowsOf(names: readonly string[], kind: string): string[] {
  const words = ['a small', 'the old', 'one grey', 'my', 'no', 'every'];
  return names.flatMap((name) => words.map((each) => `${each} ${name},${kind}`));
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'bertsmith-distill-'));
  const fish = rowsOf(['carp', 'perch', 'trout', 'eel'], 'fish');
  const rows = [...fish, ...rowsOf(['heron', 'lark', 'finch', 'wren'], 'bird')];
  writeFileSync(join(folder, 'animals.csv'), `text,kind\n${rows.join('\n')}\n`);
  writeFileSync(join(folder, 'others.csv'), `text,kind\n${rows.join('\n').replace(/trout|wren/g, 'quokka')}\n`);
  for (const [output, task] of [
    ['teacher', TASK],
    ['stranger', ['--task', 'csv:others.csv,text=text,label=kind']],
  ] as const) {
    const trained = await run('train', ...task, ...SIZE, '--vocab-size', '200', '--output', output);
    expect(trained.status, trained.stderr).toBe(0);
  }
}, TIMEOUT_MS);
afterAll(() => rmSync(folder, { recursive: true }));

const distil = (output: string, ...args: string[]) =>
  run('distill', '--teacher', 'teacher', ...TASK, ...SIZE, '--output', output, ...args);

async function distilled(output: string, ...args: string[]) {
  const { status, stdout, stderr } = await distil(output, ...args, '--json');
  expect(status, stderr).toBe(0);
  return { record: JSON.parse(stdout), stderr };
}

const weightsOf = (output: string) => readFileSync(join(folder, output, 'model.safetensors'));

describe('bertsmith distill', () => {
  it(
    'trains a student by the name of its size, and says what teacher and student score',
    async () => {
      const { record, stderr } = await distilled('by-name', '--student', 'tiny', '--teacher-cache', 'answers');
      const evaluated = await run('evaluate', '--model', 'by-name', ...TASK, '--json');
      const ofTeacher = await run('evaluate', '--model', 'teacher', ...TASK, '--json');
      expect(record).toMatchObject({ model: 'by-name', metric: 'accuracy', steps: 4, interrupted: false });
      expect(record.score).toBe(JSON.parse(evaluated.stdout).score);
      expect(record.teacher).toEqual({ score: JSON.parse(ofTeacher.stdout).score, parameters: record.parameters });
      expect(record.before).toMatchObject({ accuracy: record.teacher.score, parameters: record.teacher.parameters });
      expect(record.after).toMatchObject({ accuracy: record.score, parameters: record.parameters });
      for (const each of [record.before, record.after]) {
        expect(each).toMatchObject({ sparsity: 0, nonZero: expect.any(Number), compressedBytes: expect.any(Number) });
        for (const name of ['latencyMsMedian', 'textsPerSecond', 'fileBytes']) expect(each[name]).toBeGreaterThan(0);
        expect(each.peakRssBytes).toBeGreaterThan(each.baselineRssBytes);
      }
      expect(record.ratio.fileBytes).toBeCloseTo(record.before.fileBytes / record.after.fileBytes, 9);
      expect(stderr).toMatch(/the teacher answers \d+ rows/);
      expect(readdirSync(join(folder, 'answers'))).toEqual(['logits.safetensors']);
      expect(readFileSync(join(folder, 'by-name/vocab.txt'))).toEqual(readFileSync(join(folder, 'teacher/vocab.txt')));
      // Again from its own settings, from anywhere, with the answers that are there.
      const again = await runBertsmith(
        ['distill', '--config', join(folder, 'by-name/training_config.yaml'), '--output', join(folder, 'again')],
        { cwd: tmpdir() },
      );
      expect(again.status, again.stderr).toBe(0);
      expect(again.stdout).toMatch(/teacher +accuracy 0\.\d+, [\d,]+ parameters/);
      expect(again.stdout).toMatch(/^ +teacher +student/m);
      expect(again.stderr).not.toMatch(/the teacher answers/);
      expect(weightsOf('again')).toEqual(weightsOf('by-name'));
    },
    TIMEOUT_MS,
  );

  it(
    'trains layers of the teacher, on its layers and on relations',
    async () => {
      const { record } = await distilled('layers', '--student-layers', '1', '--transfer', 'hidden');
      expect(record.parameters).toBeLessThan(record.teacher.parameters);
      const related = await distilled(
        'related',
        '--student-layers',
        '0',
        '--transfer',
        'minilm',
        '--alpha',
        '0',
        '--packing',
      );
      expect(related.record.steps).toBe(4);
      const predicted = await run('predict', '--model', 'layers', 'an old trout');
      expect(predicted.status, predicted.stderr).toBe(0);
    },
    TIMEOUT_MS,
  );

  it(
    'goes on from a directory, and from a checkpoint of itself to the same bits',
    async () => {
      const args = ['--student', 'teacher', '--epochs', '10', '--max-steps', '60'];
      await distilled('straight', ...args);
      let isInterrupted = false;
      const onStderr = (seen: string, interrupt: () => void) => {
        if (isInterrupted || !/^checkpoint: .*stopped/m.test(seen)) return;
        isInterrupted = true;
        interrupt();
      };
      const command = ['distill', '--teacher', 'teacher', ...TASK, ...SIZE, '--output', 'stopped', ...args];
      const stopped = await runBertsmith([...command, '--checkpoint-every', '3'], { cwd: folder, onStderr });
      expect(stopped.status, stopped.stderr).toBe(130);
      expect(stopped.stdout).toContain('bertsmith distill --config stopped/training_config.yaml --resume');
      const resumed = await run('distill', '--config', 'stopped/training_config.yaml', '--resume');
      expect(resumed.status, resumed.stderr).toBe(0);
      expect(weightsOf('stopped')).toEqual(weightsOf('straight'));
    },
    TIMEOUT_MS,
  );
});

describe('is refused with a sentence', () => {
  it.each<[string, string[], RegExp]>([
    ['no student', [], /--student or --student-layers .*: neither is there/],
    ['two students', ['--student', 'tiny', '--student-layers', '0'], /: both are there/],
    ['layers that there are not', ['--student-layers', '0,2'], /got \[0, 2\], expected some of 0 to 1, ascending/],
    ['layers that are none', ['--student-layers', '0,x'], /--student-layers is '0,x', expected numbers of layers/],
    ['a share above 1', ['--student', 'tiny', '--alpha', '1.5'], /--alpha is '1.5', expected a number from 0 to 1/],
    ['no share', ['--student', 'tiny', '--alpha', ''], /--alpha is '', expected/],
    ['no temperature', ['--student', 'tiny', '--temperature', '0'], /--temperature is '0', expected a number above 0/],
    ['an unknown transfer', ['--student', 'tiny', '--transfer', 'hiden'], /no transfer 'hiden'.*did you mean 'hidden'/],
    [
      'other words',
      ['--student', 'stranger'],
      /the student in stranger has another vocabulary than the teacher in teacher/,
    ],
    ['no model', ['--student', 'nowhere'], /nowhere/],
    [
      'a student in its place',
      ['--student', 'tiny', '--output', 'teacher', '--overwrite'],
      /--output is --teacher, 'teacher': the model would be gone/,
    ],
  ])('%s', async (_, args, message) => {
    const { status, stderr, stdout } = await distil('refused', ...args);
    expect(stderr.trim().split('\n').at(-1)).toMatch(message);
    expect([status, stdout]).toEqual([expect.any(Number), '']);
    expect(status).not.toBe(0);
  });

  it('a teacher of another task', async () => {
    const trees = [...rowsOf(['an oak', 'an ash'], 'tree'), ...rowsOf(['a rose', 'a lily'], 'flower')];
    writeFileSync(join(folder, 'trees.csv'), `text,kind\n${trees.join('\n')}\n`);
    const { status, stderr } = await run(
      ...[
        'distill',
        '--teacher',
        'teacher',
        '--student',
        'tiny',
        '--task',
        'csv:trees.csv,text=text,label=kind',
        '--output',
        'refused',
      ],
    );
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/the teacher in teacher was not trained for/);
  });
});
