import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  FormatError,
  InputError,
  ParameterArena,
  type ParameterSpecification,
  type Tensor,
  tensor,
} from '@bertsmith/tensor';
import { saveSafetensors } from '@bertsmith/tensor/files';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { saveWeights } from '../weights-file.js';
import { loadWeights } from './load-weights.js';

const SPECIFICATIONS: readonly ParameterSpecification[] = [
  {
    name: 'attention.qkv.weight',
    shape: [4, 3],
    initialization: { constant: 0 },
    weightDecay: true,
    parts: [
      { name: 'attention.query.weight', rows: 2 },
      { name: 'attention.key.weight', rows: 2 },
    ],
  },
  { name: 'bias', shape: [3], initialization: { constant: 0 }, weightDecay: false },
];

/** What the arena has in it before a file is loaded. */
const BEFORE = 7;

const makeArena = () => {
  const arena = new ParameterArena(SPECIFICATIONS);
  arena.data.fill(BEFORE);
  return arena;
};

const float32 = (shape: number[], first: number): Tensor => {
  const length = shape.reduce((product, size) => product * size, 1);
  return tensor(
    'float32',
    shape,
    Float32Array.from({ length }, (_, index) => first + index),
  ) as Tensor;
};

const wholeFile = (): Map<string, Tensor> =>
  new Map([
    ['attention.query.weight', float32([2, 3], 0)],
    ['attention.key.weight', float32([2, 3], 10)],
    ['bias', float32([3], 100)],
  ]);

let directory: string;
let path: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'weights-'));
  path = join(directory, 'model.safetensors');
});
afterEach(() => rm(directory, { recursive: true }));

async function failureOf(tensors: Map<string, Tensor>): Promise<FormatError> {
  await saveSafetensors(path, tensors);
  const arena = makeArena();
  const failure = await loadWeights(path, arena).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(FormatError);
  expect(arena.data.every((value) => value === BEFORE)).toBe(true);
  return failure as FormatError;
}

describe('loadWeights', () => {
  it('reads the parts of a stacked parameter to their places', async () => {
    await saveSafetensors(path, wholeFile());
    const arena = makeArena();
    await loadWeights(path, arena);
    expect([...arena.get('attention.qkv.weight').data]).toEqual([0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15]);
    expect([...arena.get('bias').data]).toEqual([100, 101, 102]);
  });

  it('widens bfloat16, and leaves out position ids', async () => {
    const bias = tensor('bfloat16', [3], Uint16Array.of(0x3f80, 0xc000, 0x3e80)) as Tensor;
    const positions = tensor('int64', [1, 2], BigInt64Array.of(0n, 1n)) as Tensor;
    await saveSafetensors(path, wholeFile().set('bias', bias).set('bert.embeddings.position_ids', positions));
    const arena = makeArena();
    await loadWeights(path, arena);
    expect([...arena.get('bias').data]).toEqual([1, -2, 0.25]);
  });

  it('gives back bit for bit what was saved', async () => {
    const arena = makeArena();
    arena.data.set([Math.PI, -0, 1e-45, 3.4e38, Number.POSITIVE_INFINITY]);
    await saveWeights(path, arena);
    const loaded = makeArena();
    await loadWeights(path, loaded, { allowNonFinite: ['attention'] });
    for (const { specification } of arena.entries) {
      expect(loaded.get(specification.name)).toEqual(arena.get(specification.name));
    }
  });
});

describe('a file that does not fit is refused, and the arena left as it was', () => {
  it('names missing and unexpected tensors', async () => {
    const tensors = wholeFile().set('classifier.bias', float32([2], 0));
    tensors.delete('bias');
    const failure = await failureOf(tensors);
    expect(failure.message).toBe(
      `${path}: the tensors are not those of this model; missing: bias; unexpected: classifier.bias`,
    );
    expect(failure.details).toEqual({ path, missing: ['bias'], unexpected: ['classifier.bias'] });
  });

  it('counts names when there are many', async () => {
    const strangers = Array.from({ length: 6 }, (_, index) => [`layer.${index}`, float32([1], 0)] as const);
    const failure = await failureOf(new Map([...wholeFile(), ...strangers]));
    expect(failure.message).toContain('missing: none; unexpected: layer.0, layer.1, layer.2, layer.3 and 2 more');
  });

  it('names a tensor of another shape, be it the last', async () => {
    const failure = await failureOf(wholeFile().set('bias', float32([4], 0)));
    expect(failure.message).toBe(`${path}: tensor 'bias' has the shape [4], the configuration says [3]`);
    expect(failure.details).toMatchObject({ name: 'bias', expected: [3], actual: [4] });
  });

  it('names a tensor of integers', async () => {
    const bias = tensor('int32', [3], Int32Array.of(1, 2, 3)) as Tensor;
    const failure = await failureOf(wholeFile().set('bias', bias));
    expect(failure.message).toBe(`${path}: tensor 'bias' has int32 elements, expected floating-point ones`);
  });

  it.each([1, 60, 400])('a file that is cut short by %i bytes', async (missing) => {
    await saveSafetensors(path, wholeFile());
    await truncate(path, (await readFile(path)).length - missing);
    const arena = makeArena();
    await expect(loadWeights(path, arena)).rejects.toThrow(FormatError);
    expect(arena.data.every((value) => value === BEFORE)).toBe(true);
  });

  it('a file that is no safetensors file, and one that is not there', async () => {
    await expect(loadWeights(path, makeArena())).rejects.toThrow(InputError);
    await writeFile(path, '<html>not found</html>');
    await expect(loadWeights(path, makeArena())).rejects.toThrow(FormatError);
  });
});
