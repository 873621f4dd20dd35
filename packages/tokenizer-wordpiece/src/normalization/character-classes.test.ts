import { expect, it } from 'vitest';
import { isChineseCharacter, isDropped, isNonspacingMark, isPunctuation, isWhitespace } from './character-classes.js';

const of = (predicate: (codePoint: number) => boolean, ...characters: string[]) =>
  characters.map((character) => predicate(character.codePointAt(0)!));

// The published cases of `tokenization_test.py` (google-research/bert), where a tab is whitespace and no control.
it('tells whitespace', () => {
  expect(of(isWhitespace, ' ', '\t', '\r', '\n', '\u00a0', '\u2028', '\u3000')).not.toContain(false);
  expect(of(isWhitespace, 'A', '-', '\u200b', '\u180e')).not.toContain(true);
});

it('tells control characters', () => {
  expect(of(isDropped, '\u0005', '\0', '\ufffd', '\u200d', '\u00ad', '\ue000')).not.toContain(false);
  expect(of(isDropped, 'A', ' ', '\t', '\r', '\n', '💩')).not.toContain(true);
});

it('tells punctuation, ASCII symbols included', () => {
  expect(of(isPunctuation, '-', '$', '`', '.', '¿', '。', '“', '^', '+')).not.toContain(false);
  expect(of(isPunctuation, 'A', ' ', '€', '°', '🙂', '´')).not.toContain(true);
});

it('tells ideographs, and not kana or Hangul', () => {
  expect(of(isChineseCharacter, '推', '㐀', '豈', '\u{20000}', '\u{2f800}')).not.toContain(false);
  expect(of(isChineseCharacter, 'あ', 'ア', '가', '、', 'a')).not.toContain(true);
});

it('knows the gap that Hugging Face leaves before extension E', () => {
  expect([isChineseCharacter(0x2b820), isChineseCharacter(0x2b920)]).toEqual([false, true]);
});

it('tells nonspacing marks from spacing ones', () => {
  expect(of(isNonspacingMark, '\u0301', '\u05b8')).not.toContain(false);
  expect(of(isNonspacingMark, '\u0903', '\u302e', 'a')).not.toContain(true);
});
