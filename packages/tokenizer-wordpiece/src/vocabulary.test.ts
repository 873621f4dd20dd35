import { InputError } from '@bertsmith/tensor';
import { expect, it } from 'vitest';
import { Vocabulary } from './vocabulary.js';

const vocabulary = new Vocabulary(['[PAD]', 'a', '##a']);

it('translates both ways', () => {
  expect([vocabulary.size, vocabulary.tokenToId('##a'), vocabulary.idToToken(1)]).toEqual([3, 2, 'a']);
  expect(vocabulary.tokenToId('b')).toBeUndefined();
  expect([...vocabulary]).toEqual(['[PAD]', 'a', '##a']);
});

it.each([-1, 3, 0.5, Number.NaN])('has no token with id %s', (id) => {
  expect(() => vocabulary.idToToken(id)).toThrow(InputError);
  expect(() => vocabulary.idToToken(id)).toThrow(`no token with id ${id}, ids run from 0 to 2`);
});

it('refuses a token that is there twice, or empty', () => {
  expect(() => new Vocabulary(['a', 'b', 'a'])).toThrow('the token with id 2, "a", has id 0 already');
  expect(() => new Vocabulary(['a', ''])).toThrow('the token with id 1, "", is empty');
});

it('refuses half a surrogate pair, also beside another half, and what is no string', () => {
  expect(() => new Vocabulary(['🙂', 'x\ud83d', '\ude00y'])).toThrow(InputError);
  expect(() => new Vocabulary(['🙂', 'x\ud83d', '\ude00y'])).toThrow(
    'the token with id 1, "x\\ud83d", has half a surrogate pair',
  );
  expect(() => new Vocabulary(['a', 3 as unknown as string])).toThrow('token with id 1, 3, is not a string');
});
