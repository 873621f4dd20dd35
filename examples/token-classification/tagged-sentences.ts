/** Example sentences of a dictionary, in which the part of speech of a few words is known. */
import { IGNORED_LABEL, isHeldOut, loadWordnetGlosses, locateGlossWord, type TaggedExample } from '@bertsmith/data';
import { CLOSED_CLASS_WORDS } from './closed-class-words.js';

/** What a word can be; `O` is anything else. */
export const LABELS = ['O', 'noun', 'verb', 'adjective', 'adverb'];
const OTHER = 0;

/** A word with its hyphens and apostrophes, or one other character. */
const WORD = /[\p{L}\p{N}]+(?:['.-][\p{L}\p{N}]+)*|[^\s\p{L}\p{N}]/gu;

/** The words of a sentence, and where each starts. */
export function splitWords(sentence: string): { readonly words: string[]; readonly starts: number[] } {
  const matches = [...sentence.matchAll(WORD)];
  return { words: matches.map(([word]) => word), starts: matches.map(({ index }) => index) };
}

/**
 * All example sentences in which the defined word is found; its tag is known, and those of closed-class words and punctuation. Sentences
 * of every tenth definition are held out; of the rest each `everyNth` is taken.
 */
export async function loadTaggedSentences(everyNth: number): Promise<Record<'train' | 'validation', TaggedExample[]>> {
  const parts = { train: [] as TaggedExample[], validation: [] as TaggedExample[] };
  const { glosses } = await loadWordnetGlosses();
  for (const gloss of glosses.filter(({ examples }) => examples.length > 0).filter((_, row) => row % everyNth === 0)) {
    const part = isHeldOut(gloss.definition, 10) ? 'validation' : 'train';
    for (const sentence of gloss.examples) {
      const found = locateGlossWord(gloss, sentence);
      const { words, starts } = splitWords(sentence);
      const place = starts.indexOf(found?.start ?? -1);
      if (found === undefined || words[place] !== found.text) continue;
      const tags: number[] = words.map((word) => (isOther(word) ? OTHER : IGNORED_LABEL));
      tags[place] = LABELS.indexOf(gloss.partOfSpeech);
      parts[part].push({ words, tags });
    }
  }
  return parts;
}

function isOther(word: string): boolean {
  return CLOSED_CLASS_WORDS.has(word.toLowerCase()) || !/[\p{L}\p{N}]/u.test(word);
}

/** The words whose part of speech is known, of all sentences one after the other. */
export function knownWords(sentences: readonly TaggedExample[]): { readonly word: string; readonly label: string }[] {
  return sentences.flatMap(({ words, tags }) =>
    tags.flatMap((tag, place) => {
      const [label, word] = [LABELS[tag], words[place]];
      return label === undefined || word === undefined ? [] : [{ word: word.toLowerCase(), label }];
    }),
  );
}
