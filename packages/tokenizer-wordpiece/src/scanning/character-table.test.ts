import { expect, it } from 'vitest';
import { BertNormalizer } from '../normalization/bert-normalizer.js';
import {
  BEGINS_ADDED_TOKEN,
  CharacterTable,
  FIRST_LABEL,
  LOWEST_LONE_WORD,
  REORDERED,
  SPACE,
  SURROGATE,
  VANISHES,
} from './character-table.js';

const labelOf = (codePoint: number) => codePoint + FIRST_LABEL;
const table = new CharacterTable(new BertNormalizer(), labelOf, new Set([0x5b]));
const entryOf = (character: string) => table.entryOf(character.codePointAt(0)!);
const label = (character: string) => labelOf(character.codePointAt(0)!);

it('labels letters by what they normalize to', () => {
  expect([entryOf('a'), entryOf('A'), entryOf('É'), entryOf('𐐀')]).toEqual([
    label('a'),
    label('a'),
    label('e'),
    label('𐐨'),
  ]);
});

it('knows what separates, what vanishes and what stands alone', () => {
  expect([entryOf('\t'), entryOf('\u200d'), entryOf(','), entryOf('日')]).toEqual([
    SPACE,
    VANISHES,
    ~label(','),
    ~label('日'),
  ]);
});

it('marks what is more than a character, and says what it is otherwise', () => {
  expect([entryOf('['), table.plainEntry(0x5b)]).toEqual([BEGINS_ADDED_TOKEN, ~label('[')]);
  expect([entryOf('\u302e'), table.plainEntry(0x302e)]).toEqual([REORDERED, label('\u302e')]);
  expect(table.basicPlane[0xd83d]).toBe(SURROGATE);
});

it('lists what a character expands to', () => {
  const entry = entryOf('가');
  expect(entry).toBeLessThan(LOWEST_LONE_WORD);
  expect(table.expansion(entry)).toEqual([label('\u1100'), label('\u1161')]);
  expect(entryOf('가')).toBe(entry);
});
