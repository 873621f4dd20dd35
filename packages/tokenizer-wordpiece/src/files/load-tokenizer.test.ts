import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FormatError, InputError, OutputError } from '@bertsmith/tensor';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WordPieceTokenizer } from '../wordpiece-tokenizer.js';
import { loadTokenizer } from './load-tokenizer.js';
import { saveTokenizer } from './save-tokenizer.js';

const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'hello', 'É', '##é'];
const tokenizer = new WordPieceTokenizer({
  vocabulary,
  normalizer: { lowercase: false, handleChineseChars: false },
  modelMaxLength: 512,
});

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bertsmith-tokenizer-'));
});

afterEach(() => rm(directory, { recursive: true }));

const write = (name: string, text: string) => writeFile(join(directory, name), text);

describe('saveTokenizer and loadTokenizer', () => {
  it('write and read all there is', async () => {
    await saveTokenizer(tokenizer, join(directory, 'deep', 'down'));
    const names = ['special_tokens_map.json', 'tokenizer.json', 'tokenizer_config.json', 'vocab.txt'];
    expect((await readdir(join(directory, 'deep', 'down'))).sort()).toEqual(names);
    expect((await loadTokenizer(join(directory, 'deep', 'down'))).settings).toEqual(tokenizer.settings);
  });

  it('read a vocab.txt with its configuration', async () => {
    await saveTokenizer(tokenizer, directory);
    await rm(join(directory, 'tokenizer.json'));
    expect((await loadTokenizer(directory)).settings).toEqual(tokenizer.settings);
    expect((await loadTokenizer(join(directory, 'vocab.txt'))).settings).toEqual(tokenizer.settings);
  });

  it('read a vocab.txt alone as that of an uncased BERT', async () => {
    await write('vocab.txt', vocabulary.join('\n'));
    const { normalizer, modelMaxLength } = (await loadTokenizer(directory)).settings;
    expect([normalizer.lowercase, normalizer.stripAccents, modelMaxLength]).toEqual([true, null, null]);
  });

  it('write the files that Hugging Face expects', async () => {
    await saveTokenizer(tokenizer, directory);
    const read = async (name: string) => JSON.parse(await readFile(join(directory, name), 'utf8')) as unknown;
    expect(await read('special_tokens_map.json')).toEqual({
      unk_token: '[UNK]',
      sep_token: '[SEP]',
      pad_token: '[PAD]',
      cls_token: '[CLS]',
      mask_token: '[MASK]',
    });
    expect(await read('tokenizer_config.json')).toMatchObject({
      do_lower_case: false,
      tokenize_chinese_chars: false,
      strip_accents: null,
      model_max_length: 512,
      tokenizer_class: 'BertTokenizer',
    });
  });

  it('fail on a directory without a tokenizer, and on a file that is not there', async () => {
    await expect(loadTokenizer(directory)).rejects.toThrow(InputError);
    await expect(loadTokenizer(directory)).rejects.toThrow('it has no tokenizer.json and no vocab.txt');
    await expect(loadTokenizer(join(directory, 'vocab.txt'))).rejects.toThrow(InputError);
  });

  it.each([
    ['vocab.txt', '[UNK]\n[CLS]\n[SEP]\n\n', 'vocab.txt:4: this line has no token'],
    ['vocab.txt', '[CLS]\n[SEP]\n', 'vocab.txt: tokenizer: the vocabulary of 2 tokens has no [UNK]'],
    ['tokenizer.json', '{', 'tokenizer.json: this is not JSON'],
  ])('fail on a bad %s: %j', async (name, text, message) => {
    await write(name, text);
    await expect(loadTokenizer(directory)).rejects.toThrow(FormatError);
    await expect(loadTokenizer(directory)).rejects.toThrow(message);
  });

  it.each([
    [{ do_lower_case: 1 }, '"do_lower_case" must be true or false, it is 1'],
    [{ do_basic_tokenize: false }, '"do_basic_tokenize" must be true'],
    [{ never_split: ['[UNK]', 3] }, '"never_split[1]" must be a string'],
    [{ unk_token: 3 }, '"unk_token" must be an object, it is 3'],
  ])('fail on the configuration %j', async (config, message) => {
    await write('vocab.txt', vocabulary.join('\n'));
    await write('tokenizer_config.json', JSON.stringify(config));
    await expect(loadTokenizer(directory)).rejects.toThrow(message);
  });

  it('take special tokens that are objects', async () => {
    await write('vocab.txt', [...vocabulary, '<mask>'].join('\n'));
    await write('tokenizer_config.json', JSON.stringify({ mask_token: { content: '<mask>', lstrip: true } }));
    expect((await loadTokenizer(directory)).maskTokenId).toBe(8);
  });

  const token = { lstrip: false, rstrip: false, normalized: false, single_word: false, special: true };
  const tokensOf = async (text: string) =>
    (await loadTokenizer(directory)).encode(text, { addSpecialTokens: false }).tokens().join(' ');

  // What transformers 5.18 gives for the same files, but for the last.
  it.each([
    ['a new one', { added_tokens_decoder: { 8: { ...token, content: '<e>' } } }, 'hello<e> É', 'hello <e> [UNK]'],
    ['one of the vocabulary', { additional_special_tokens: ['hello'] }, 'HELLO ahello', 'hello [UNK] hello'],
    ['some by name', { additional_special_tokens: ['<e>', '<f>'] }, '<f>hello<e>', '<f> hello <e>'],
    ['as version 5 names them', { extra_special_tokens: { e: '<e>' } }, '<e>hello', '<e> hello'],
    [
      'both ways',
      { additional_special_tokens: ['<f>'], added_tokens_decoder: { 8: { ...token, content: '<e>' } } },
      '<f><e>',
      '<f> <e>',
    ],
    [
      'with flags',
      { additional_special_tokens: [{ ...token, content: '<e>', single_word: true }] },
      '<e> a<e>',
      '<e> [UNK] [UNK] [UNK] [UNK]',
    ],
  ])('take added tokens of the configuration: %s', async (_, config, text, expected) => {
    await write('vocab.txt', vocabulary.join('\n'));
    await write('tokenizer_config.json', JSON.stringify(config));
    expect(await tokensOf(text)).toBe(expected);
    const loaded = await loadTokenizer(directory);
    await saveTokenizer(loaded, directory);
    expect((await loadTokenizer(directory)).settings).toEqual(loaded.settings);
    expect((await loadTokenizer(join(directory, 'vocab.txt'))).settings).toEqual(loaded.settings);
  });

  it('decode a vocab.txt with the clean-up of BERT, as transformers does, whatever the configuration says', async () => {
    await write('vocab.txt', [...vocabulary, '.'].join('\n'));
    await write('tokenizer_config.json', JSON.stringify({ clean_up_tokenization_spaces: false }));
    expect((await loadTokenizer(directory)).decode([5, 8])).toBe('hello.');
  });

  it('believe the configuration before the tokenizer.json in what transformers does', async () => {
    const lower = new WordPieceTokenizer({ vocabulary: [...vocabulary, 'e', '日本'] });
    const configure = (config: object) => write('tokenizer_config.json', JSON.stringify(config));
    await saveTokenizer(lower, directory);
    await configure({ do_lower_case: false });
    expect(await tokensOf('É 日本')).toBe('É [UNK] [UNK]');
    await configure({ tokenize_chinese_chars: false });
    expect(await tokensOf('É 日本')).toBe('e 日本');
    await configure({ strip_accents: false });
    expect(await tokensOf('É')).toBe('[UNK]');
    await configure({ additional_special_tokens: ['<e>'] });
    expect(await tokensOf('é<e>')).toBe('e <e>');
    await configure({ do_lower_case: false, tokenizer_class: 'PreTrainedTokenizerFast' });
    expect(await tokensOf('É')).toBe('e');
    // Here transformers would take its default, true, and forget what the tokenizer was trained with.
    await saveTokenizer(tokenizer, directory);
    await configure({});
    expect(await tokensOf('É')).toBe('É');
  });

  it('keep what is never split whole, where it stands alone', async () => {
    await write('vocab.txt', [...vocabulary, 'Hello', 'C++', '+'].join('\n'));
    await write('tokenizer_config.json', JSON.stringify({ never_split: ['[UNK]', 'C++', 'HELLO', 'Hello'] }));
    const loaded = await loadTokenizer(directory);
    const tokens = (text: string) => loaded.encode(text, { addSpecialTokens: false }).tokens().join(' ');
    expect(tokens('Hello hello HELLO Hello, 日C++ +C++')).toBe('Hello hello [UNK] hello [UNK] [UNK] C++ + [UNK] + +');
    await saveTokenizer(loaded, directory);
    expect((await loadTokenizer(directory)).settings.neverSplit).toEqual(loaded.settings.neverSplit);
  });

  it('fail where no directory can be made', async () => {
    await write('file', '');
    await expect(saveTokenizer(tokenizer, join(directory, 'file', 'below'))).rejects.toThrow(OutputError);
  });
});
