import { expect, it } from 'vitest';
import { loadWordnetGlosses } from './load-wordnet-glosses.js';
import { locateGlossWord } from './locate-gloss-word.js';
import type { PartOfSpeech } from './parse-gloss-line.js';

const cases: [PartOfSpeech, string, string, string][] = [
  ['noun', 'wink', 'it can be done in a wink', 'wink'],
  ['noun', 'Wink', 'WINK!', 'WINK'],
  ['noun', 'box,church', 'old churches', 'churches'],
  ['noun', 'fireman', 'brave firemen came', 'firemen'],
  ['noun', 'city', 'big cities', 'cities'],
  ['verb', 'stop', 'The car stopped', 'stopped'],
  ['verb', 'try', 'he tried', 'tried'],
  ['verb', 'bake', 'baking bread', 'baking'],
  ['verb', 'blink away', 'she blinks away tears', 'blinks away'],
  ['adjective', 'big', 'the biggest of all', 'biggest'],
  ['adjective', 'happy', 'a happier man', 'happier'],
  ['adverb', 'part-time', 'he works part-time.', 'part-time'],
];

it.each(cases)('finds the %s %s in "%s"', (partOfSpeech, words, example, text) => {
  const found = locateGlossWord({ partOfSpeech, words: words.split(',') }, example);
  expect(found).toEqual({ text, start: example.indexOf(text) });
});

it.each([
  ['verb', 'sing', 'she sang'],
  ['noun', 'stop', 'The car stopped'],
  ['verb', 'blink away', 'away she blinks'],
  ['noun', 'wink', 'a winkle'],
  ['noun', 'i', 'is'],
] as const)('does not take anything for the %s %s in "%s"', (partOfSpeech, word, example) => {
  expect(locateGlossWord({ partOfSpeech, words: [word] }, example)).toBeUndefined();
});

it('finds nine in ten of the words that WordNet has examples of', async () => {
  const { glosses } = await loadWordnetGlosses();
  const found = glosses.flatMap((gloss) => gloss.examples.map((example) => locateGlossWord(gloss, example)));
  expect(found).toHaveLength(48_566);
  expect(found.filter((each) => each !== undefined).length / found.length).toBeGreaterThan(0.9);
});
