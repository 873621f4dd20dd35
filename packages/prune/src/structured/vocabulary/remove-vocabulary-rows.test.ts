import { existsSync, readFileSync } from 'node:fs';
import type { BertBase } from '@bertsmith/bert-core';
import { ConfigError, type Tensor, tensor } from '@bertsmith/tensor';
import {
  formatTokenizerJson,
  parseTokenizerJson,
  specialToken,
  WordPieceTokenizer,
} from '@bertsmith/tokenizer-wordpiece';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillParameters, MODEL_CLASSES, outputsOf, TINY_CONFIG } from '../../../test/structured/tiny-models.js';
import { keepTokens } from './keep-tokens.js';
import { removeVocabularyRows } from './remove-vocabulary-rows.js';

const SPECIAL = ['[PAD]', '[unused1]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'];
const PIECES = ['a', 'b', 'c', '##a', '##b', '##c', 'ab', 'abc', '##bc', '##cab', 'cab', '!'];
const tokenizer = new WordPieceTokenizer({ vocabulary: [...SPECIAL, ...PIECES] });
const modelOf = (name: string, vocabSize = SPECIAL.length + PIECES.length) =>
  fillParameters((MODEL_CLASSES[name] as (config: object) => BertBase)({ ...TINY_CONFIG, vocabSize }), 4);

const tokensOf = (each: WordPieceTokenizer, text: string) =>
  Array.from(each.encodeIds(text), (id) => each.vocabulary.idToToken(id));

function feeds(each: WordPieceTokenizer, text: string): Record<string, Tensor> {
  const ids = each.encodeIds(text, { maxLength: 6 });
  const int32 = (data: Int32Array): Tensor => tensor('int32', [1, ids.length], data) as Tensor;
  return {
    input_ids: int32(ids),
    attention_mask: int32(ids.map(() => 1)),
    token_type_ids: int32(ids.map(() => 0)),
    feature_ids: tensor('int32', [1, 1], Int32Array.of(1)) as Tensor,
    feature_values: tensor('float32', [1, 1], Float32Array.of(2)) as Tensor,
  };
}

describe('a vocabulary without the words that a corpus never uses', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd', '!', ' '), minLength: 1, maxLength: 9 });

  it('cuts the corpus into the same pieces', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 1, maxLength: 5 }), fc.boolean(), async (texts, keepCharacters) => {
        const model = modelOf('BertModel without pooler');
        const { tokenizer: shorter } = await removeVocabularyRows(model, tokenizer, { texts, keepCharacters });
        for (const text of texts) expect(tokensOf(shorter, text)).toEqual(tokensOf(tokenizer, text));
        const reread = parseTokenizerJson(formatTokenizerJson(shorter));
        for (const text of texts) expect(reread.encodeIds(text)).toEqual(shorter.encodeIds(text));
      }),
      { seed: 11, numRuns: 100 },
    );
  });

  it('may cut words of the corpus that were unknown, and they alone', async () => {
    // `abcd` begins with `abc`, and there is no `##d`: unknown, though `ab` and `##cd` are there.
    const pieces = ['ab', 'abc', '##c', '##cd', 'x'];
    const hasty = new WordPieceTokenizer({ vocabulary: [...SPECIAL, ...pieces] });
    const model = modelOf('BertModel', SPECIAL.length + pieces.length);
    const texts = ['abcd x', 'ab x', 'abccd'];
    const { tokenizer: shorter } = await removeVocabularyRows(model, hasty, { texts: texts.slice(0, 2) });
    expect(tokensOf(hasty, 'abcd x')).toEqual(['[CLS]', '[UNK]', 'x', '[SEP]']);
    expect(tokensOf(shorter, 'ab x')).toEqual(tokensOf(hasty, 'ab x'));
    expect(tokensOf(shorter, 'abcd x')).toEqual(['[CLS]', '[UNK]', 'x', '[SEP]']);
    // With a text that uses `##cd`, but never `abc` by itself.
    const options = { texts: ['abcd x', 'xcd ab'], keepCharacters: false };
    const { tokenizer: other } = await removeVocabularyRows(model, hasty, options);
    expect(tokensOf(hasty, 'xcd ab')).toEqual(['[CLS]', 'x', '##cd', 'ab', '[SEP]']);
    expect(tokensOf(other, 'xcd ab')).toEqual(tokensOf(hasty, 'xcd ab'));
    expect(tokensOf(other, 'abcd x')).toEqual(['[CLS]', 'ab', '##cd', 'x', '[SEP]']);
  });

  it('spells no word with a character that is no piece in its place', async () => {
    const pieces = ['a', 'b', '##b', 'xa'];
    const sparse = new WordPieceTokenizer({ vocabulary: [...SPECIAL, ...pieces] });
    const model = modelOf('BertModel', SPECIAL.length + pieces.length);
    const { tokenizer: shorter } = await removeVocabularyRows(model, sparse, { texts: ['ab'] });
    expect(tokensOf(sparse, 'xab')).toEqual(['[CLS]', 'xa', '##b', '[SEP]']);
    expect(tokensOf(shorter, 'xab')).toEqual(['[CLS]', '[UNK]', '[SEP]']);
  });

  it('keeps what is frequent enough in other texts, too', async () => {
    const wordsAt = async (minFrequency: number) => {
      const furtherTexts = { texts: ['abc abc', 'cab ab abc'], minFrequency };
      const options = { texts: ['ab'], furtherTexts, keepCharacters: false };
      const { tokenizer: shorter } = await removeVocabularyRows(modelOf('BertForMaskedLM'), tokenizer, options);
      return shorter.vocabulary.tokens.filter((token) => !token.startsWith('['));
    };
    expect(await wordsAt(1)).toEqual(['ab', 'abc', 'cab']);
    expect(await wordsAt(3)).toEqual(['ab', 'abc']);
    expect(await wordsAt(4)).toEqual(['ab']);
    await expect(wordsAt(0)).rejects.toThrow(/minFrequency is 0, expected a whole number from 1/);
  });

  it.each(Object.keys(MODEL_CLASSES))('leaves the numbers of its texts as they were: %s', async (name) => {
    const model = modelOf(name);
    const text = 'abc cab';
    const options = { texts: [text], keepCharacters: false };
    const { model: smaller, tokenizer: shorter, oldIds, rows } = await removeVocabularyRows(model, tokenizer, options);
    expect(smaller.constructor).toBe(model.constructor);
    expect(rows).toEqual({ before: 18, after: 7 });
    expect(shorter.vocabulary.tokens).toEqual(['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'abc', 'cab']);
    expect([...oldIds]).toEqual([0, 2, 3, 4, 5, 13, 16]);
    const [before, after] = [outputsOf(model, feeds(tokenizer, text)), outputsOf(smaller, feeds(shorter, text))];
    if (name !== 'BertForMaskedLM' && name !== 'BertForPreTraining') expect(after).toEqual(before);
    else expect(after.every((value) => before.includes(value))).toBe(true);
  });

  it('keeps single characters unless told otherwise', async () => {
    const { tokenizer: shorter } = await removeVocabularyRows(modelOf('BertModel'), tokenizer, { texts: ['abc'] });
    expect(shorter.vocabulary.tokens).toEqual([
      ...SPECIAL.filter((token) => token !== '[unused1]'),
      ...['a', 'b', 'c', '##a', '##b', '##c', 'abc', '!'],
    ]);
    expect(tokensOf(shorter, 'cab')).toEqual(['[CLS]', 'c', '##a', '##b', '[SEP]']);
  });

  it('reads a stream, and pairs', async () => {
    async function* texts() {
      yield 'abc';
      yield ['cab', 'a'] as const;
    }
    const options = { texts: texts(), keepCharacters: false };
    const { tokenizer: shorter } = await removeVocabularyRows(modelOf('BertModel'), tokenizer, options);
    expect(shorter.vocabulary.tokens.slice(5)).toEqual(['a', 'abc', 'cab']);
  });

  it('follows with ids in the configuration, and drops rows that never had a token', async () => {
    const model = modelOf('BertModel', 32);
    const unknownFields = { bos_token_id: 3, sep_token_id: 1, eos_token_id: null, other: 3 };
    const config = { ...model.config, padTokenId: 5, unknownFields };
    const other = model.withConfig(config);
    const { model: smaller } = await removeVocabularyRows(other, tokenizer, { texts: [], keepCharacters: false });
    expect(smaller.config).toMatchObject({ vocabSize: 5, padTokenId: 4 });
    expect(smaller.config.unknownFields).toEqual({ bos_token_id: 2, eos_token_id: null, other: 3 });
  });

  it('keeps added tokens, behind the others, and the template', () => {
    const added = [...tokenizer.settings.addedTokens, specialToken('<x>', 18)];
    const whole = new WordPieceTokenizer({ ...tokenizer.settings, addedTokens: added, neverSplit: ['cab'] });
    const { tokenizer: shorter } = keepTokens(whole, [13]);
    expect(shorter.vocabulary.tokens.slice(5)).toEqual(['abc', 'cab', '<x>']);
    expect([...shorter.encodeIds('abc <x>')]).toEqual([2, 5, 7, 3]);
  });

  it('refuses a tokenizer of another model', async () => {
    const removing = removeVocabularyRows(modelOf('BertModel', 12), tokenizer, { texts: [] });
    await expect(removing).rejects.toThrow(ConfigError);
    await expect(removing).rejects.toThrow(/the tokenizer has 18 tokens, the model has rows for 12/);
    expect(() => keepTokens(tokenizer, [18])).toThrow(/there is no token 18; ids are 0 to 17/);
  });
});

const REAL = new URL('../../../../../../shared/models/all-MiniLM-L6-v2/tokenizer.json', import.meta.url);
const isThere = existsSync(REAL);

describe.skipIf(!isThere)(`a published tokenizer${isThere ? '' : ' (skipped: ../shared has no model)'}`, () => {
  it('has as many single characters as said', async () => {
    const real = parseTokenizerJson(readFileSync(REAL, 'utf8'));
    const model = modelOf('BertModel without pooler', real.vocabulary.size);
    const { rows } = await removeVocabularyRows(model, real, { texts: [] });
    expect(rows).toEqual({ before: 30_522, after: 1_994 + 5 });
  });
});
