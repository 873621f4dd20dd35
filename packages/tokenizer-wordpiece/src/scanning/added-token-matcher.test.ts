import { expect, it } from 'vitest';
import { type AddedToken, specialToken } from '../added-token.js';
import { AddedTokenMatcher } from './added-token-matcher.js';

const token = (content: string, id: number, flags: Partial<AddedToken> = {}) => ({
  ...specialToken(content, id),
  ...flags,
});

it('takes the longest token that begins at a place', () => {
  const matcher = new AddedTokenMatcher([token('[A]', 1), token('[A][B]', 2)]);
  expect(matcher.match('[A][B]', 0, 0)).toEqual({ id: 2, start: 0, end: 6, contentEnd: 6 });
  matcher.begin();
  expect(matcher.match('[A][A]', 0, 0)).toEqual({ id: 1, start: 0, end: 3, contentEnd: 3 });
  matcher.begin();
  expect(matcher.match('[A]', 1, 0)).toBeUndefined();
});

it('takes whitespace along, but none that a token before has taken', () => {
  const matcher = new AddedTokenMatcher([token('x', 1, { lstrip: true, rstrip: true })]);
  expect(matcher.match('a \t x \u3000b', 4, 0)).toEqual({ id: 1, start: 1, end: 7, contentEnd: 5 });
  matcher.begin();
  expect(matcher.match('a \t x', 4, 3)).toEqual({ id: 1, start: 3, end: 5, contentEnd: 5 });
});

it('rules a single word out where it has neighbours', () => {
  const matcher = new AddedTokenMatcher([token('日', 1, { singleWord: true })]);
  const ids = ['日', ' 日.', 'a日', '日_', '🙂日', '\u{10400}日'].map((text) => {
    matcher.begin();
    return matcher.match(text, text.indexOf('日'), 0)?.id;
  });
  expect(ids).toEqual([1, 1, undefined, undefined, 1, undefined]);
});

it('says which characters tokens begin with', () => {
  expect([...new AddedTokenMatcher([token('[A]', 1), token('🙂', 2)]).firstCharacters]).toEqual([0x5b, 0x1f642]);
});
