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
