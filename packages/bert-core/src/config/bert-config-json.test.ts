import { ConfigError, FormatError } from '@bertsmith/tensor';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { DEFAULT_BERT_CONFIG } from './bert-config.js';
import { checkBertConfig, formatBertConfig, parseBertConfig } from './bert-config-json.js';

const WIRE = {
  vocab_size: 30522,
  hidden_size: 384,
  num_hidden_layers: 6,
  num_attention_heads: 12,
  intermediate_size: 1536,
};

const parse = (fields: object) => parseBertConfig(JSON.stringify(fields), 'model/config.json');

describe('parseBertConfig', () => {
  it('reads the fields, and takes the published values for those that are not there', () => {
    expect(parse({ ...WIRE, hidden_act: 'relu', layer_norm_eps: 1e-5, pad_token_id: 3 })).toEqual({
      ...DEFAULT_BERT_CONFIG,
      hiddenSize: 384,
      numHiddenLayers: 6,
      intermediateSize: 1536,
      hiddenAct: 'relu',
      layerNormEps: 1e-5,
      padTokenId: 3,
    });
  });

  it('takes null for a field that is not there, as transformers does', () => {
    const config = parse({ ...WIRE, pad_token_id: null, classifier_dropout: null, id2label: null, is_decoder: null });
    expect(config).toMatchObject({ padTokenId: 0, classifierDropout: null, labels: [] });
  });

  it('reads the labels in the order of their numbers', () => {
    const names = Object.fromEntries(
      Array.from({ length: 11 }, (_, index) => [String(10 - index), `class ${10 - index}`]),
    );
    expect(parse({ ...WIRE, id2label: names }).labels).toEqual(
      Array.from({ length: 11 }, (_, index) => `class ${index}`),
    );
  });

  it('names labels of which only the number is known', () => {
    expect(parse({ ...WIRE, num_labels: 3 }).labels).toEqual(['LABEL_0', 'LABEL_1', 'LABEL_2']);
  });

  it.each([
    ['vocab_size', 0, 'a whole number from 1'],
    ['hidden_size', 384.5, 'a whole number from 1'],
    ['num_hidden_layers', 0, 'a whole number from 1'],
    ['num_hidden_layers', 1e9, 'a whole number from 1 to 480'],
    ['num_attention_heads', '12', 'a whole number from 1'],
    ['intermediate_size', -1536, 'a whole number from 1'],
    ['max_position_embeddings', 0, 'a whole number from 1'],
    ['type_vocab_size', [2], 'a whole number from 1'],
    ['pad_token_id', -1, 'a whole number from 0'],
    ['hidden_act', 'silu', 'one of gelu, gelu_new, relu'],
    ['hidden_dropout_prob', 1, 'a number from 0 and below 1'],
    ['attention_probs_dropout_prob', -0.1, 'a number from 0 and below 1'],
    ['classifier_dropout', 'none', 'null or a number from 0 and below 1'],
    ['initializer_range', 0, 'a number above 0'],
    ['layer_norm_eps', 'small', 'a number above 0'],
    ['model_type', 'roberta', '"bert"'],
    ['position_embedding_type', 'relative_key', '"absolute"'],
    ['is_decoder', true, 'false'],
    ['num_labels', 1e9, 'a whole number from 0 to 1000000'],
    ['id2label', ['no', 'yes'], 'an object with a name for each number from 0 on'],
    ['id2label', { 1: 'yes', 2: 'no' }, 'an object with a name for each number from 0 on'],
    ['id2label', { 0: 'no', 1: 1 }, 'an object with a name for each number from 0 on'],
    ['id2label', { 0: 'no', length: 'yes' }, 'an object with a name for each number from 0 on'],
    ['id2label', 'no', 'an object with a name for each number from 0 on'],
  ])('refuses %s = %j', (field, value, expected) => {
    const failure = catchError(() => parse({ ...WIRE, [field]: value }));
    expect(failure).toBeInstanceOf(FormatError);
    expect(failure.message).toContain(`model/config.json: ${field}: expected ${expected}`);
    expect(failure.details).toMatchObject({ path: 'model/config.json', field, actual: value });
  });

  it.each(Object.keys(WIRE))('asks for %s', (field) => {
    const { [field as keyof typeof WIRE]: _, ...rest } = WIRE;
    expect(() => parse(rest)).toThrow(`model/config.json: ${field}: expected a whole number from 1`);
    expect(() => parse(rest)).toThrow('it is missing');
  });

  it('refuses what is no JSON object', () => {
    expect(() => parseBertConfig('{"vocab_size": 305')).toThrow(/^config.json: not JSON: /);
    for (const text of ['[]', 'null', '"bert"']) expect(() => parseBertConfig(text)).toThrow(FormatError);
  });

  it('refuses fields that contradict each other', () => {
    const heads = catchError(() => parse({ ...WIRE, num_attention_heads: 7 }));
    expect(heads).toBeInstanceOf(ConfigError);
    expect(heads.message).toBe('model/config.json: hidden_size 384 is no multiple of num_attention_heads 7');
    const padding = catchError(() => parse({ ...WIRE, pad_token_id: 30522 }));
    expect(padding).toBeInstanceOf(ConfigError);
    expect(padding.message).toBe('model/config.json: pad_token_id 30522 is not below vocab_size 30522');
  });
});

describe('formatBertConfig', () => {
  it('writes what transformers reads', () => {
    const text = formatBertConfig({ ...TINY_CONFIG, labels: ['no', 'yes'] });
    expect(JSON.parse(text)).toMatchObject({
      model_type: 'bert',
      hidden_size: 8,
      num_attention_heads: 2,
      hidden_act: 'gelu',
      attention_probs_dropout_prob: 0,
      classifier_dropout: null,
      id2label: { 0: 'no', 1: 'yes' },
      label2id: { no: 0, yes: 1 },
    });
    expect(text.endsWith('}\n')).toBe(true);
  });

  it('writes no labels where there are none', () => {
    expect(JSON.parse(formatBertConfig({ ...TINY_CONFIG, labels: [] }))).not.toHaveProperty('id2label');
  });

  it('gives back what was read, fields that it does not know among them', () => {
    const reserved = new Set([...Object.keys(JSON.parse(formatBertConfig(TINY_CONFIG))), 'num_labels']);
    const fixed = new Set(['model_type', 'position_embedding_type', 'is_decoder']);
    const isUnknown = (name: string) => !reserved.has(name) && !fixed.has(name);
    void fc.assert(
      fc.property(
        fc.dictionary(fc.string().filter(isUnknown), fc.jsonValue()),
        fc.array(fc.string()),
        (unknownFields, labels) => {
          // By way of JSON, as the fields come: it knows no -0.
          const config = { ...TINY_CONFIG, labels, unknownFields: JSON.parse(JSON.stringify(unknownFields)) };
          const read = parseBertConfig(formatBertConfig(config));
          expect(read).toEqual({ ...config, unknownFields: { ...config.unknownFields, model_type: 'bert' } });
        },
      ),
      { seed: 5, numRuns: 100 },
    );
  });
});

describe('checkBertConfig', () => {
  it('also judges configurations that come from no file', () => {
    expect(() => checkBertConfig(TINY_CONFIG)).not.toThrow();
    const failure = catchError(() => checkBertConfig({ ...TINY_CONFIG, vocabSize: 0 }));
    expect(failure).toBeInstanceOf(ConfigError);
    expect(failure.message).toBe('the configuration: vocab_size: expected a whole number from 1, found 0');
    expect(() => checkBertConfig({ ...TINY_CONFIG, numAttentionHeads: 7 })).toThrow(ConfigError);
  });
});

function catchError(run: () => unknown): FormatError {
  try {
    run();
  } catch (error) {
    return error as FormatError;
  }
  throw new Error('expected an error');
}
