import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError, InputError, type Tensor, tensor } from '@bertsmith/tensor';
import { saveSafetensors } from '@bertsmith/tensor/files';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkpointPath } from '../../test/checkpoint-fixtures.js';
import { openCheckpoint } from './open-checkpoint.js';

let directory: string;
const at = (name: string) => join(directory, name);
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'checkpoint-'));
});
afterEach(() => rm(directory, { recursive: true }));

const one = (value: number) => tensor('float32', [1], Float32Array.of(value)) as Tensor;
const writeIndex = (weightMap: unknown, name = 'model.safetensors.index.json') =>
  writeFile(at(name), JSON.stringify({ metadata: {}, weight_map: weightMap }));

async function failureOf(path: string) {
  return (await openCheckpoint(path).then(
    (checkpoint) => checkpoint.close(),
    (error: unknown) => error,
  )) as FormatError;
}

async function openFiles(): Promise<number> {
  return (await readdir('/proc/self/fd').catch(() => [])).length;
}

describe('openCheckpoint', () => {
  it('prefers safetensors, and one file', async () => {
    await cp(checkpointPath('state-dict.bin'), at('pytorch_model.bin'));
    const opened: string[] = [];
    const open = async () => {
      await using checkpoint = await openCheckpoint(directory);
      opened.push(`${checkpoint.format} ${checkpoint.files.length} ${checkpoint.path.slice(directory.length + 1)}`);
    };
    await open();
    await cp(checkpointPath('sharded'), directory, { recursive: true });
    await open();
    await cp(checkpointPath('expected.safetensors'), at('model.safetensors'));
    await open();
    expect(opened).toEqual([
      'pytorch 1 pytorch_model.bin',
      'safetensors 3 model.safetensors.index.json',
      'safetensors 1 model.safetensors',
    ]);
  });

  it('describes tensors by their own names', async () => {
    await using checkpoint = await openCheckpoint(checkpointPath('no-prefix.bin'));
    const { path } = checkpoint;
    const name = 'embeddings.position_ids';
    expect(checkpoint.tensors.get(name)).toMatchObject({ name, dtype: 'int64', shape: [1, 5], path });
  });

  it('reads PyTorch shards', async () => {
    await cp(checkpointPath('no-prefix.bin'), at('a.bin'));
    await cp(checkpointPath('views.bin'), at('b.bin'));
    await writeIndex({ base: 'b.bin', 'pooler.dense.bias': 'a.bin' }, 'pytorch_model.bin.index.json');
    await using checkpoint = await openCheckpoint(directory);
    expect(checkpoint).toMatchObject({ format: 'pytorch', files: [at('b.bin'), at('a.bin')] });
    const row = new Float32Array(8);
    await checkpoint.readRows('base', 3, row);
    const parameter = new Float32Array(8);
    await checkpoint.readInto('parameter', parameter);
    expect(row).toEqual(parameter);
    await expect(checkpoint.readInto('nothing', row)).rejects.toThrow('tensor "nothing" is in none of its files');
  });

  it('says what it looked for', async () => {
    const failure = await failureOf(directory);
    expect(failure).toBeInstanceOf(InputError);
    expect(failure.message).toMatch(
      /it has none of model.safetensors, model.safetensors.index.json, pytorch_model.bin,/,
    );
    await writeFile(at('tf_model.h5'), '');
    expect((await failureOf(directory)).message).toMatch(/its tf_model.h5 is of another framework: save the model/);
    expect((await failureOf(at('nothing.safetensors'))).message).toMatch(/it does not exist/);
  });
});

describe('an index that is refused', () => {
  it.each([
    ['../x.safetensors'],
    ['/etc/passwd'],
    ['a/b.safetensors'],
    ['a\\b.safetensors'],
    ['C:x.safetensors'],
    ['..'],
    [''],
    ['a\0b'],
    [7],
    [null],
    [{}],
  ])('since it points elsewhere: %j', async (file) => {
    await writeIndex({ weight: file });
    const failure = await failureOf(directory);
    expect(failure).toBeInstanceOf(FormatError);
    expect(failure.message).toMatch(
      /tensor "weight" is said to be in .*, expected the name of a file in the same directory/,
    );
  });

  it.each([
    ['{', /not JSON/],
    ['[]', /expected an object "weight_map"/],
    ['{"weight_map": []}', /expected an object "weight_map"/],
    ['{"weight_map": {}}', /names 0 files, expected 1 to 256/],
    [
      JSON.stringify({ weight_map: Object.fromEntries(Array.from({ length: 257 }, (_, i) => [i, `${i}`])) }),
      /names 257 files/,
    ],
  ])('since it is none: %.30s', async (text, message) => {
    await writeFile(at('model.safetensors.index.json'), text);
    const failure = await failureOf(directory);
    expect(failure).toBeInstanceOf(FormatError);
    expect(failure.message).toMatch(message);
  });

  it('since a shard is missing, and closes the others', async () => {
    await saveSafetensors(at('a.safetensors'), [['a', one(1)]]);
    await writeIndex({ a: 'a.safetensors', b: 'b.safetensors' });
    const before = await openFiles();
    const failure = await failureOf(directory);
    expect(failure).toBeInstanceOf(InputError);
    expect(failure.message).toMatch(/b.safetensors': it does not exist.*index.json' names it as one of the files/);
    expect(await openFiles()).toBe(before);
  });

  it('since a shard is damaged', async () => {
    await writeFile(at('a.safetensors'), 'nothing');
    await writeIndex({ a: 'a.safetensors' });
    expect(await failureOf(directory)).toBeInstanceOf(FormatError);
  });

  it('since a tensor is not where it says, or in two shards', async () => {
    await saveSafetensors(at('a.safetensors'), [['a', one(1)]]);
    await saveSafetensors(at('b.safetensors'), [['b', one(2)]]);
    await writeIndex({ a: 'a.safetensors', b: 'a.safetensors' });
    expect((await failureOf(directory)).message).toMatch(/tensor "b" is said to be in "a.safetensors", no file has it/);
    await writeIndex({ a: 'b.safetensors', b: 'a.safetensors' });
    expect((await failureOf(directory)).message).toMatch(
      /tensor "a" is said to be in "b.safetensors", it is in '.*a.safetensors'/,
    );
    await saveSafetensors(at('b.safetensors'), [
      ['a', one(1)],
      ['b', one(2)],
    ]);
    await writeIndex({ a: 'a.safetensors', b: 'b.safetensors' });
    expect((await failureOf(directory)).message).toMatch(/tensor "a" is in two of its files/);
  });
});
