import { expect, it } from 'vitest';
import { knownName } from './known-name.js';

const parsePreset = knownName('preset', ['tiny', 'mini', 'small']);

it('knownName takes a known name', () => {
  expect(parsePreset('mini')).toBe('mini');
});

it('knownName lists the names, and suggests the nearest', () => {
  expect(() => parsePreset('tinny')).toThrow(
    "there is no preset 'tinny'; known are: tiny, mini, small; did you mean 'tiny'?",
  );
  expect(() => parsePreset('enormous')).toThrow(/known are: tiny, mini, small$/);
});
