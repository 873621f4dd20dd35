import { FormatError, OutputError } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { formatVocabulary, parseVocabulary } from './vocabulary-text.js';

it('reads a token a line, whatever ends the lines', () => {
  expect(parseVocabulary('[PAD]\na\n##b')).toEqual(['[PAD]', 'a', '##b']);
  expect(parseVocabulary('\ufeff[PAD]\r\na\r\n')).toEqual(['[PAD]', 'a']);
});

it('takes a line separator of Unicode for a token, as it is one', () => {
  expect(parseVocabulary('a\n\u2028\n')).toEqual(['a', '\u2028']);
});

it.each([
  ['a\n\nb\n', 'models/vocab.txt:2: this line has no token'],
  ['a\nb\na\n', 'models/vocab.txt:3: "a" is in line 1 already'],
  ['', 'models/vocab.txt: there is no token in it'],
])('refuses %j', (text, message) => {
  expect(() => parseVocabulary(text, 'models/vocab.txt')).toThrow(FormatError);
  expect(() => parseVocabulary(text, 'models/vocab.txt')).toThrow(message);
});

it('writes what it reads', () => {
  const tokens = ['[PAD]', 'a', '\u2028'];
  expect(parseVocabulary(formatVocabulary(tokens))).toEqual(tokens);
  expect(() => formatVocabulary(['a\nb'])).toThrow(OutputError);
});
