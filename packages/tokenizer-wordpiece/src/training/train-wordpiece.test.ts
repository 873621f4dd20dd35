import { ConfigError, InputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { type TrainWordPieceOptions, trainWordPiece } from './train-wordpiece.js';

const texts = ['low lower lowest', 'new newer newest', 'low new', '[MASK] 日本'];

async function train(options: TrainWordPieceOptions = {}): Promise<readonly string[]> {
  return (await trainWordPiece(texts, { minFrequency: 1, ...options })).vocabulary.tokens;
}

describe('trainWordPiece', () => {
  it('numbers special tokens, then the alphabet, then merges', async () => {
    const tokens = await train({ vocabSize: 40 });
    expect(tokens.slice(0, 6)).toEqual(['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', '[']);
    expect(tokens.slice(18, 30)).toEqual([
      ...'日本',
      ...['##a', '##e', '##k', '##o', '##r', '##s', '##t', '##w', 'lo', 'ne'],
    ]);
  });

  it('makes a tokenizer of the normalizer it was given', async () => {
    const tokenizer = await trainWordPiece(['Éa Éa'], { vocabSize: 12, normalizer: { lowercase: false } });
    expect(tokenizer.vocabulary.tokens.slice(5)).toEqual(['a', 'É', '##a', 'Éa']);
    expect(tokenizer.settings.normalizer.lowercase).toBe(false);
    expect(tokenizer.encode('Éa[MASK]').tokens()).toEqual(['[CLS]', 'Éa', '[MASK]', '[SEP]']);
  });

  it('gives the same vocabulary again, whatever the order of the texts', async () => {
    const again = await trainWordPiece([...texts].reverse(), { minFrequency: 1 });
    expect(again.vocabulary.tokens).toEqual(await train());
  });

  it('reads texts as they arrive', async () => {
    async function* arriving() {
      yield* texts;
    }
    expect((await trainWordPiece(arriving(), { minFrequency: 1 })).vocabulary.tokens).toEqual(await train());
  });

  it('merges only what is frequent enough', async () => {
    expect(await train({ minFrequency: 100 })).toHaveLength(28);
  });

  it('limits the alphabet to the frequent characters, and adds those it is told to', async () => {
    const tokens = await train({ limitAlphabet: 3, initialAlphabet: ['ж'], minFrequency: 100 });
    expect(tokens.slice(5)).toEqual(['e', 'w', 'ж', '##e', '##w']);
  });

  it('uses another prefix', async () => {
    expect(await train({ continuingSubwordPrefix: '@' })).toContain('@we');
  });

  it('leaves out words that are too long to be encoded', async () => {
    const tokenizer = await trainWordPiece([`${'x'.repeat(101)} yy yy`]);
    expect(tokenizer.vocabulary.tokens.slice(5)).toEqual(['y', '##y', 'yy']);
  });

  it('learns from words that may be long', async () => {
    const tokenizer = await trainWordPiece(['ab'.repeat(100_000)], { maxInputCharsPerWord: 1e6 });
    expect(tokenizer.encodeIds('ab'.repeat(32)).length).toBeLessThan(10);
  });

  it('makes do with no texts', async () => {
    expect((await trainWordPiece([])).vocabulary.size).toBe(5);
  });

  it.each<[TrainWordPieceOptions, string]>([
    [{ vocabSize: 20 }, 'vocabSize is 20, but special tokens and alphabet alone are 28'],
    [{ vocabSize: 1.5 }, 'vocabSize must be an integer from 0 to 9007199254740991, it is 1.5'],
    [{ minFrequency: -1 }, 'minFrequency must be an integer'],
    [{ initialAlphabet: [''] }, 'initialAlphabet must be an array of strings that are not empty, it is [""]'],
    [{ initialAlphabet: 'abc' as unknown as string[] }, 'initialAlphabet must be an array'],
    [{ specialTokens: '[UNK][CLS][SEP]' as unknown as string[] }, 'specialTokens must be an array'],
    [
      { continuingSubwordPrefix: 3 as unknown as string },
      'continuingSubwordPrefix must be a string of at least 0 characters, it is 3',
    ],
    [
      { normalizer: { lowercase: 'no' as unknown as boolean } },
      'normalizer.lowercase must be one of true, false, it is "no"',
    ],
    [{ specialTokens: ['[UNK]', '[CLS]'] }, 'specialTokens must have [SEP], they are [UNK], [CLS]'],
    [{ specialTokens: ['[UNK]', '[CLS]', '[SEP]', '[UNK]'] }, 'different from each other'],
  ])('refuses %o', async (options, message) => {
    await expect(train(options)).rejects.toThrow(ConfigError);
    await expect(train(options)).rejects.toThrow(message);
  });

  it('refuses one string, and what is no string', async () => {
    for (const texts of ['one text', null, 3, undefined]) {
      await expect(trainWordPiece(texts as unknown as string[])).rejects.toThrow(InputError);
    }
    await expect(trainWordPiece([3 as unknown as string])).rejects.toThrow('text must be a string, it is 3');
  });
});
