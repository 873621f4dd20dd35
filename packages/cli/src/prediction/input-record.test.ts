import { FormatError } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { parseInputLine } from './input-record.js';

const parse = (line: string) => parseInputLine(line, 'line 1');

it('takes a line for a text, and an object for its fields', () => {
  expect(parse('a cat')).toEqual({ place: 'line 1', text: 'a cat' });
  expect(parse('{"text": "a", "pair": "b", "id": 7}')).toEqual({ place: 'line 1', text: 'a', pair: 'b' });
  expect(parse(' {"question": "q", "context": "c", "pair": null}')).toEqual({
    place: 'line 1',
    question: 'q',
    context: 'c',
  });
  expect(parse('{"words": ["a", "b"]}')).toEqual({ place: 'line 1', words: ['a', 'b'] });
  expect(parse('{curly} braces')).toEqual({ place: 'line 1', text: '{curly} braces' });
});

it.each([
  ['{"txt": "a"}', 'line 1: expected an object with one of text, pair, question, context, words, found txt'],
  ['{"text": 3}', 'line 1: "text" must be a string, it is 3'],
  ['{"words": "a b"}', 'line 1: "words" must be a list of strings, it is "a b"'],
])('refuses %s', (line, message) => {
  expect(() => parse(line)).toThrow(FormatError);
  expect(() => parse(line)).toThrow(message);
});
