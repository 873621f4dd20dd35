/** A teacher's outputs on disk: used when they are right, written anew when they are of something else, refused when they are damaged. */
import { copyFileSync } from 'node:fs';
import { readdir, readFile, readlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { Backend } from '@bertsmith/graph';
import {
  FormatError,
  InputError,
  OutputError,
  readSafetensors,
  serializeSafetensors,
  type Tensor,
} from '@bertsmith/tensor';
import { latestCheckpoint, type TrainerOptions } from '@bertsmith/train';
import { describe, expect, it } from 'vitest';
import { hasSameBits } from '../../test/has-same-bits.js';
import { useTemporaryDirectory } from '../../test/temporary-directory.js';
import { backend, MAX_LENGTH, TEACHER_CONFIG, TRAIN, taskRows, teacherModel, train } from '../../test/tiny-task.js';
import { distillation } from '../distillation.js';
import type { DistillationOptions } from '../distillation-options.js';
import { openDiskStore } from './disk-store.js';
import type { OutputStore } from './output-store.js';
import { rowPlaces } from './row-places.js';

const place = useTemporaryDirectory();
const teacher = teacherModel();

/** A backend that counts the graphs that it compiles: none for a teacher that is not asked. */
function counting(): { readonly backend: Backend; compiled(): number } {
  let count = 0;
  const compile: Backend['compile'] = async (options) => {
    count++;
    return await backend.compile(options);
  };
  return { backend: { ...backend, compile }, compiled: () => count };
}

async function distil(
  cacheDirectory: string,
  options: Partial<DistillationOptions> = {},
  run: Partial<TrainerOptions> = {},
) {
  const { backend: counted, compiled } = counting();
  const notes: string[] = [];
  const plugin = distillation({
    ...{ teacher, backend: counted, rows: TRAIN, cache: 'disk', cacheDirectory, threads: 1 },
    onNote: (note) => notes.push(note),
    ...options,
  });
  const { model, steps } = await train({ ...run, plugins: [plugin] });
  return { model, steps, notes, compiled: compiled() };
}

const sameAs = (run: { model: BertModelWithHead }, other: { model: BertModelWithHead }) =>
  hasSameBits(run.model.arena.data, other.model.arena.data);

describe('a cache on disk', () => {
  it('has the numbers of one in memory, and the teacher is asked once', async () => {
    const first = await distil(place('once'));
    const second = await distil(place('once'));
    const inMemory = await train({ plugins: [distillation({ teacher, backend, rows: TRAIN, threads: 1 })] });
    expect([first.compiled, second.compiled]).toEqual([1, 0]);
    expect(first.notes).toEqual(['the teacher answers 38 rows']);
    expect(second.notes).toEqual([]);
    expect([sameAs(first, second), sameAs(first, inMemory)]).toEqual([true, true]);
    expect(await readdir(place('once'))).toEqual(['logits.safetensors']);
  });

  it('has a file for each output, and only those that are missing are asked for', async () => {
    await distil(place('several'));
    const both = await distil(place('several'), { hidden: { layers: [[1, 2]] } });
    expect(both.compiled).toBe(1);
    const names = ['hidden_states.2', 'key.2', 'logits', 'query.2'];
    expect((await readdir(place('several'))).toSorted()).toEqual(names.map((name) => `${name}.safetensors`));
    const inMemory = await train({
      plugins: [
        distillation({ teacher, backend, rows: TRAIN, cache: 'memory', hidden: { layers: [[1, 2]] }, threads: 1 }),
      ],
    });
    // Of a graph that gives less the last bits may be others, and the answers are from one.
    expect(both.steps[0]?.loss).toBeCloseTo(inMemory.steps[0]?.loss as number, 5);
    const atOnce = await distil(place('at once'), { hidden: { layers: [[1, 2]] } });
    expect(sameAs(atOnce, inMemory)).toBe(true);
    const { tensors } = readSafetensors(await readFile(join(place('several'), 'hidden_states.2.safetensors')));
    const shapes = Object.fromEntries([...tensors].map(([name, { dtype, shape }]) => [name, [dtype, ...shape]]));
    expect(shapes).toEqual({
      values: ['float32', TRAIN.inputIds.length, TEACHER_CONFIG.hiddenSize],
      row_numbers: ['int32', 38],
      row_ends: ['int64', 38],
    });
  });

  it('goes on in a run that is resumed, bit for bit', async () => {
    const checkpoints = { directory: place('checkpoints') };
    const straight = await distil(place('resumed'));
    await distil(place('resumed'), {}, { maxSteps: 4, checkpoints });
    const resumeFrom = await latestCheckpoint(checkpoints.directory);
    expect(sameAs(await distil(place('resumed'), {}, { resumeFrom }), straight)).toBe(true);
  });

  it.each<[string, Partial<DistillationOptions>, Partial<TrainerOptions>]>([
    ['another teacher', { teacher: teacherModel({ hiddenSize: 16 }) }, {}],
    ['other rows', { rows: taskRows(38, 4) }, { train: taskRows(38, 4) }],
    ['other parameters', { teacher: withOtherBias() }, {}],
    ['second texts', { rows: withPairs() }, { train: withPairs() }],
    ['words of another vocabulary', { teacherIds: Int32Array.from({ length: 23 }, (_, id) => 22 - id) }, {}],
  ])('of %s is noticed, not used, and written anew', async (what, options, run) => {
    const directory = place(`stale ${what}`);
    await distil(directory);
    const expected = await distil(place(`fresh ${what}`), options, run);
    const actual = await distil(directory, options, run);
    expect(actual.notes[0]).toBe(
      `${join(directory, 'logits.safetensors')}: of another teacher or other rows: it is not used, and written anew`,
    );
    expect([actual.compiled, sameAs(actual, expected)]).toEqual([1, true]);
  });

  it('takes half the bytes as float16, close to the exact numbers, and is not taken for one of float32', async () => {
    const exact = await distil(place('narrow'));
    const narrow = await distil(place('narrow'), { cacheDType: 'float16' });
    expect([narrow.notes.length, narrow.compiled]).toEqual([2, 1]);
    expect(narrow.steps[0]?.loss).toBeCloseTo(exact.steps[0]?.loss as number, 3);
    expect(sameAs(narrow, exact)).toBe(false);
    const { tensors } = readSafetensors(await readFile(join(place('narrow'), 'logits.safetensors')));
    expect(tensors.get('values')).toMatchObject({ dtype: 'float16', shape: [38, 4] });
    expect(sameAs(await distil(place('narrow'), { cacheDType: 'float16' }), narrow)).toBe(true);
  });

  it('does not take numbers for float16 that are beyond it', async () => {
    const loud = teacherModel();
    loud.arena.get('classifier.bias').data[0] = 70_000;
    const failed = distil(place('loud'), { teacher: loud, cacheDType: 'float16' });
    await expect(failed).rejects.toThrow(InputError);
    await expect(failed).rejects.toThrow('a float16 at most 65504: keep it as float32');
    expect(await readdir(place('loud'))).toEqual([]);
  });

  it('is not there when the teacher fails in the middle', async () => {
    let runs = 0;
    const failing: Backend = {
      ...backend,
      async compile(options) {
        const executable = await backend.compile(options);
        const run: typeof executable.run = (...inputs) =>
          runs++ === 1 ? Promise.reject(new RangeError('no more')) : executable.run(...inputs);
        return { ...executable, run, dispose: () => executable.dispose() } as typeof executable;
      },
    };
    await expect(distil(place('failed'), { backend: failing })).rejects.toThrow('no more');
    expect(await readdir(place('failed'))).toEqual([]);
  });

  it('that was replaced by another process is not read', async () => {
    const [directory, elsewhere] = [place('contested'), place('elsewhere')];
    const layouts = (['first', 'second'] as const).map(
      (name) => ({ name, per: 'row', width: 1, hasAxis: true }) as const,
    );
    const open = (at: string, fingerprint: (name: string) => string) =>
      openDiskStore({ directory: at, layouts, places: rowPlaces(taskRows(3, 1)), dtype: 'float32', fingerprint });
    const fill = async (store: OutputStore) => {
      for (const { name } of layouts) await store.append(name, Float32Array.of(1, 2, 3));
      await store.finish();
    };
    const theirs = await open(elsewhere, () => 'theirs');
    await fill(theirs);
    await theirs.close();
    let isFilled = false;
    const mine = await open(directory, (name) => {
      // Between writing and reading: somebody else puts a file of theirs in the place of the second.
      if (isFilled && name === 'first') {
        copyFileSync(join(elsewhere, 'second.safetensors'), join(directory, 'second.safetensors'));
      }
      return 'mine';
    });
    for (const { name } of layouts) await mine.append(name, Float32Array.of(4, 5, 6));
    isFilled = true;
    const finished = mine.finish();
    await expect(finished).rejects.toThrow(InputError);
    await expect(finished).rejects.toThrow('another process works in this directory');
    await mine.discard();
  });

  it('is closed when the rest of it cannot be asked for', async ({ skip }) => {
    const isOpen = async (directory: string) => {
      const links = await readdir('/proc/self/fd').catch(() => skip('there is no /proc that names open files'));
      const paths = await Promise.all(links.map((link) => readlink(`/proc/self/fd/${link}`).catch(() => '')));
      return paths.some((path) => path.startsWith(directory));
    };
    const directory = place('half');
    await distil(directory);
    const failing = { ...backend, compile: () => Promise.reject(new RangeError('no teacher')) };
    const openings: boolean[] = [];
    const compile: Backend['compile'] = async ({ graph }) => {
      if (graph.outputs.has('hidden_states.2')) openings.push(await isOpen(directory));
      return await failing.compile();
    };
    const hidden = { layers: [[1, 2]] } as const;
    await expect(distil(directory, { hidden, backend: { ...backend, compile } })).rejects.toThrow('no teacher');
    expect([...openings, await isOpen(directory)]).toEqual([true, false]);
  });

  it('says where it cannot be written', async () => {
    await writeFile(place('a-file'), '');
    await expect(distil(place('a-file'))).rejects.toThrow(OutputError);
  });
});

describe('a damaged file', () => {
  type Tensors = Map<string, Tensor>;
  /** Writes a good file, changes it, and reads it again. */
  async function damaged(name: string, damage: (path: string) => Promise<void>): Promise<unknown> {
    await distil(place(name));
    await damage(join(place(name), 'logits.safetensors'));
    return await distil(place(name)).then(
      () => undefined,
      (error: unknown) => error,
    );
  }

  const rewrite =
    (change: (tensors: Tensors, metadata: Map<string, string>) => void) =>
    async (path: string): Promise<void> => {
      const { tensors, metadata } = readSafetensors(await readFile(path));
      const [changed, described] = [new Map(tensors), new Map(metadata)];
      change(changed, described);
      await writeFile(path, serializeSafetensors([...changed], Object.fromEntries(described)));
    };
  const dataOf = (tensors: Tensors, name: string) => (tensors.get(name) as Tensor).data as Int32Array;

  it.each<[string, (path: string) => Promise<void>, RegExp]>([
    ['that is cut short', (path) => truncate(path, 300), /logits\.safetensors/],
    ['that is empty', (path) => truncate(path, 0), /logits\.safetensors/],
    [
      'of something else',
      rewrite((_, metadata) => metadata.clear()),
      /expected the format 'bertsmith teacher outputs, 1'/,
    ],
    ['without a fingerprint', rewrite((_, metadata) => metadata.delete('fingerprint')), /and a fingerprint/],
    ['without numbers', rewrite((tensors) => tensors.delete('values')), /'?"?values/],
    [
      'with too few numbers',
      rewrite((tensors) => tensors.set('values', { dtype: 'float32', shape: [37, 4], data: new Float32Array(148) })),
      /expected float32\[38, 4\], found float32\[37, 4\]/,
    ],
    [
      'with rows of another order',
      rewrite((tensors) => void dataOf(tensors, 'row_numbers').reverse()),
      /place 0 is row \d+ and ends at 1, expected row \d+ and 1: the file is damaged/,
    ],
    [
      'with other ends',
      rewrite((tensors) => void (tensors.get('row_ends') as Tensor<'int64'>).data.fill(1n, 1, 2)),
      /place 1 is row \d+ and ends at 1, expected row \d+ and 2/,
    ],
    [
      'with numbers that are none',
      rewrite((tensors) => void (tensors.get('values') as Tensor<'float32'>).data.fill(Number.NaN, 8, 9)),
      /is not finite: the file is damaged/,
    ],
  ])('%s is an error', async (name, damage, message) => {
    const error = await damaged(name, damage);
    expect(error).toBeInstanceOf(FormatError);
    expect((error as Error).message).toMatch(message);
  });
});

function withOtherBias(): BertModelWithHead {
  const other = teacherModel();
  other.arena.get('classifier.bias').data[0] = 0.125;
  return other;
}

/** The same tokens, the last of each row as a second text. */
function withPairs() {
  const pairStarts = TRAIN.pairStarts.map((length) => Math.min(length - 1, MAX_LENGTH));
  return { ...TRAIN, pairStarts };
}
