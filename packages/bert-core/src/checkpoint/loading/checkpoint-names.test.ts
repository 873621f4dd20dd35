/** One model under every name and in every form that its checkpoint may have. */
import { FormatError, type Tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { arenaFor, BEFORE, checkpointPath, readExpected } from '../../../test/checkpoint-fixtures.js';
import { hasSameBits } from '../../../test/distance.js';
import { type LoadWeightsOptions, loadWeights } from './load-weights.js';

const EXPECTED = readExpected('expected.safetensors');
const DECODER = 'cls.predictions.decoder.weight';

type Tensors = ReadonlyMap<string, Tensor<'float32'>>;
const select = (tensors: Tensors, isWanted: (name: string) => boolean): Tensors =>
  new Map([...tensors].filter(([name]) => isWanted(name)));

async function load(name: string, tensors: Tensors, options?: LoadWeightsOptions) {
  const arena = arenaFor(tensors);
  const loaded = await loadWeights(checkpointPath(name), arena, options);
  for (const [parameter, { data }] of tensors) {
    if (loaded.missing.includes(parameter))
      expect(arena.get(parameter).data.every((value) => value === BEFORE)).toBe(true);
    else expect(hasSameBits(arena.get(parameter).data, data), parameter).toBe(true);
  }
  return loaded;
}

async function failureOf(name: string, tensors: Tensors, options?: LoadWeightsOptions): Promise<FormatError> {
  const arena = arenaFor(tensors);
  const failure = await loadWeights(checkpointPath(name), arena, options).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(FormatError);
  expect(arena.data.every((value) => value === BEFORE)).toBe(true);
  return failure as FormatError;
}

describe('loadWeights gives the same bits from', () => {
  it.each([
    'expected.safetensors',
    'sharded',
    'sharded/model.safetensors.index.json',
    'state-dict.bin',
    'protocol-5.bin',
    'gamma-beta.bin',
    'tied-copies.bin',
  ])('%s', async (name) => {
    expect(await load(name, EXPECTED)).toEqual({ missing: [], unexpected: [], warnings: [] });
  });

  it('an encoder without prefix, and leaves its position_ids', async () => {
    const encoder = select(EXPECTED, (name) => name.startsWith('bert.'));
    expect(await load('no-prefix.bin', encoder)).toEqual({ missing: [], unexpected: [], warnings: [] });
  });

  it('a file with prefix, for a model without', async () => {
    const encoder = select(EXPECTED, (name) => name.startsWith('bert.'));
    const short = new Map(Array.from(encoder, ([name, tensor]) => [name.slice('bert.'.length), tensor]));
    await load('state-dict.bin', short, { allowUnexpected: ['cls.'] });
  });

  it('the decoder, for a model that keeps it apart', async () => {
    const embeddings = EXPECTED.get('bert.embeddings.word_embeddings.weight')!;
    await load('expected.safetensors', new Map([...EXPECTED, [DECODER, embeddings]]));
    await load('tied-copies.bin', new Map([...EXPECTED, [DECODER, embeddings]]));
  });
});

describe('missing and unexpected tensors', () => {
  const encoder = select(EXPECTED, (name) => name.startsWith('bert.'));
  const classifier: Tensors = new Map([
    ...encoder,
    ['classifier.weight', { dtype: 'float32', shape: [3, 4], data: new Float32Array(12) }],
    ['classifier.bias', { dtype: 'float32', shape: [3], data: new Float32Array(3) }],
  ]);

  it('are all in the details', async () => {
    const { message, details } = await failureOf('state-dict.bin', classifier);
    expect(details.missing).toEqual(['classifier.weight', 'classifier.bias']);
    expect((details.unexpected as string[]).length).toBe(9);
    expect(details.unexpected).toContain(DECODER);
    expect(message).toMatch(
      /missing: classifier.weight, classifier.bias; unexpected: cls.predictions.bias, .* and 5 more/,
    );
  });

  it.each<[string, LoadWeightsOptions]>([
    ['prefixes', { allowMissing: ['classifier.'], allowUnexpected: ['cls.'] }],
    ['all', { allowMissing: true, allowUnexpected: true }],
    [
      'a function',
      { allowMissing: (name) => !name.startsWith('bert.'), allowUnexpected: (name) => /^cls\./.test(name) },
    ],
  ])('may be allowed by %s: a classifier starts from an encoder', async (_, options) => {
    const { missing, unexpected, warnings } = await load('state-dict.bin', classifier, options);
    expect(missing).toEqual(['classifier.weight', 'classifier.bias']);
    expect(unexpected.every((name) => name.startsWith('cls.'))).toBe(true);
    expect(unexpected.length).toBe(9);
    expect(warnings).toEqual([
      expect.stringMatching(/state-dict.bin has no classifier.weight, classifier.bias: they keep the values/),
      expect.stringMatching(/not used: cls.predictions.bias, .* and 5 more/),
    ]);
  });

  it('are an error where others are allowed', async () => {
    const options = { allowMissing: ['head.'], allowUnexpected: ['cls.predictions.'] };
    const { details } = await failureOf('state-dict.bin', classifier, options);
    expect(details.missing).toEqual(['classifier.weight', 'classifier.bias']);
    expect(details.unexpected).toEqual(['cls.seq_relationship.weight', 'cls.seq_relationship.bias']);
  });

  it('are a decoder that is not the embeddings', async () => {
    const { message } = await failureOf('untied.bin', EXPECTED);
    expect(message).toMatch(
      /"cls.predictions.decoder.weight" is not equal to "bert.embeddings.word_embeddings.weight"/,
    );
    expect(await load('untied.bin', EXPECTED, { allowUnexpected: [DECODER] })).toMatchObject({ unexpected: [DECODER] });
  });

  it('of other shapes are an error whatever is allowed, and all are named', async () => {
    const wide = new Map(
      Array.from(EXPECTED, ([name, tensor]) => {
        return [name, name.includes('LayerNorm') ? { ...tensor, shape: [5], data: new Float32Array(5) } : tensor];
      }),
    );
    const { message, details } = await failureOf('sharded', wide, { allowMissing: true, allowUnexpected: true });
    expect(message).toMatch(
      /model-0000\d-of-00003.safetensors: tensor 'bert.*LayerNorm.* has the shape \[4\].*\[5\] \(and 7 more do not fit\)/,
    );
    expect(details.misfits).toHaveLength(8);
  });
});

describe('numbers that are not finite', () => {
  const views = readExpected('views.safetensors');
  it('are an error that says where', async () => {
    const arena = arenaFor(views);
    const path = checkpointPath('views.bin');
    await expect(loadWeights(path, arena)).rejects.toThrow(
      `${path}: tensor "not_finite" has the value NaN at [0]: the file is damaged, or its training went wrong`,
    );
    const failure = await loadWeights(path, arena, { allowNonFinite: ['not_finite_'] }).catch(
      (error: unknown) => error,
    );
    expect(FormatError.isInstance(failure) && failure.details).toMatchObject({ name: 'not_finite', index: 0 });
  });

  it('may be allowed, and keep their bits', async () => {
    await load('views.bin', views, { allowNonFinite: ['not_finite'] });
  });
});
