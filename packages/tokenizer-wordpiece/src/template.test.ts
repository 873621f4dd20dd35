import { ConfigError } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { BARE_TEMPLATE, bertTemplate, checkTemplate, countSpecialTokens } from './template.js';

const template = bertTemplate({ token: '[CLS]', id: 2 }, { token: '[SEP]', id: 3 });

it('counts what BERT adds', () => {
  expect([countSpecialTokens(template.single), countSpecialTokens(template.pair)]).toEqual([2, 3]);
  expect(() => checkTemplate(template)).not.toThrow();
});

it('needs a place for each text', () => {
  expect(() => checkTemplate({ ...template, pair: template.single })).toThrow(ConfigError);
  expect(() => checkTemplate({ ...template, pair: template.single })).toThrow(
    '"pair" must have each of A, B once, it has A',
  );
  expect(() => checkTemplate({ ...BARE_TEMPLATE, single: [] })).toThrow('it has none');
});
