import { FormatError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { WordPieceTokenizer } from '../wordpiece-tokenizer.js';
import { parseTokenizerJson } from './tokenizer-json-reader.js';
import { formatTokenizerJson } from './tokenizer-json-writer.js';

const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'hello', '1', '2'];
const tokenizer = new WordPieceTokenizer({ vocabulary });

/** The tokenizer's file, with the field at `path` replaced, or removed. */
function withField(path: string, value: unknown): string {
  const root = JSON.parse(formatTokenizerJson(tokenizer)) as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop()!;
  const parent = names.reduce((object, name) => object[name] as Record<string, unknown>, root);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return JSON.stringify(root);
}

describe('parseTokenizerJson', () => {
  it('reads what the writer writes', () => {
    const text = formatTokenizerJson(tokenizer);
    expect(parseTokenizerJson(text).settings).toEqual(tokenizer.settings);
    expect(text).toContain('"hello": 5,\n      "1": 6,');
  });

  it('reads BertProcessing', () => {
    const text = withField('post_processor', { type: 'BertProcessing', sep: ['[SEP]', 3], cls: ['[CLS]', 2] });
    expect(parseTokenizerJson(text).settings.template).toEqual(tokenizer.settings.template);
  });

  it.each(['version', 'model.type', 'normalizer.type', 'pre_tokenizer.type', 'post_processor.type', 'decoder.type'])(
    'takes a missing %s, as in older files, for what BERT has',
    (path) => {
      for (const value of path === 'version' ? [undefined] : [undefined, null]) {
        expect(parseTokenizerJson(withField(path, value)).settings).toEqual(tokenizer.settings);
      }
    },
  );

  it('tells BertProcessing without a type by its fields', () => {
    const { settings } = parseTokenizerJson(withField('post_processor', { sep: ['[SEP]', 3], cls: ['[CLS]', 2] }));
    expect(settings.template).toEqual(tokenizer.settings.template);
  });

  it('wraps texts in nothing without a post-processor', () => {
    expect(Array.from(parseTokenizerJson(withField('post_processor', null)).encodeIds('hello'))).toEqual([5]);
  });

  it('keeps truncation and padding, and applies neither', () => {
    const truncation = { direction: 'Left', max_length: 3, strategy: 'OnlySecond', stride: 1 };
    const read = parseTokenizerJson(withField('truncation', truncation));
    expect(read.encodeIds('hello hello hello')).toHaveLength(5);
    expect(
      read.encodeIds('hello', { pair: 'hello 1 2', ...read.settings.storedTruncation, maxLength: 6 }),
    ).toHaveLength(6);
    expect(JSON.parse(formatTokenizerJson(read))).toMatchObject({ truncation });
  });

  it.each<[string, unknown, string]>([
    ['version', '2.0', '"version" must be one of 1.0, it is "2.0"'],
    ['model.type', 'BPE', '"model.type" must be one of WordPiece, it is "BPE"'],
    ['normalizer.type', 'Sequence', '"normalizer.type" must be one of BertNormalizer, it is "Sequence"'],
    ['normalizer', null, '"normalizer" must be an object, it is null'],
    ['pre_tokenizer.type', 'ByteLevel', '"pre_tokenizer.type" must be one of BertPreTokenizer, it is "ByteLevel"'],
    ['post_processor.type', 'RobertaProcessing', 'TemplateProcessing, BertProcessing, it is "RobertaProcessing"'],
    ['decoder.type', 'Metaspace', '"decoder.type" must be one of WordPiece'],
    ['normalizer.lowercase', 'yes', '"normalizer.lowercase" must be true or false, it is "yes"'],
    ['normalizer.strip_accents', 0, '"normalizer.strip_accents" must be true or false, it is 0'],
    ['model.max_input_chars_per_word', -1, 'must be an integer of at least 0, it is -1'],
    ['model.unk_token', undefined, '"model.unk_token" must be a string, it is missing'],
    ['model.unk_token', '<unk>', 'has no <unk>, which stands for unknown words'],
    ['model.vocab', { '[UNK]': 0, a: 2 }, '"model.vocab.a" must be an id from 0 to 1'],
    ['model.vocab', { '[UNK]': 0, a: 0 }, '"model.vocab.a" must be an id that no other token has, it is 0'],
    ['model.vocab', ['a'], '"model.vocab" must be an object, it is an array'],
    ['added_tokens', [{ id: 0 }], '"added_tokens[0].content" must be a string, it is missing'],
    ['post_processor.single', [{}], '"post_processor.single[0]" must be a "Sequence" or a "SpecialToken"'],
    ['post_processor.single', [], '"single" must have each of A once, it has none'],
    ['post_processor.special_tokens', {}, '"post_processor.special_tokens.[CLS]" must be an object, it is missing'],
    ['post_processor', { type: 'BertProcessing', sep: ['[SEP]'] }, '"post_processor.cls" must be an array'],
    ['truncation', { strategy: 'Longest', max_length: 3 }, '"truncation.strategy" must be one of LongestFirst'],
    ['padding', { strategy: 'Longest' }, '"padding.strategy" must be an object, it is "Longest"'],
  ])('refuses %s: %j', (path, value, message) => {
    const parse = () => parseTokenizerJson(withField(path, value), 'models/tokenizer.json');
    expect(parse).toThrow(FormatError);
    expect(parse).toThrow(message);
    expect(parse).toThrow('models/tokenizer.json: ');
  });

  it('refuses what is no JSON, or not the file', () => {
    expect(() => parseTokenizerJson('{"version": ')).toThrow('tokenizer.json: this is not JSON');
    expect(() => parseTokenizerJson('[]')).toThrow('tokenizer.json: the file must be an object, it is an array');
    expect(() => parseTokenizerJson('{}')).toThrow('"model" must be an object, it is missing');
  });
});
