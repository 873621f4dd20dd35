/** The tagger to beat: a word has the tag that it had most often; one that was never seen is a noun. */
import type { TaggedExample } from '@bertsmith/data';
import { knownWords } from './tagged-sentences.js';

const UNSEEN = 'noun';

/** Learns from sentences; the function that it returns tags a word, without looking at its neighbours. */
export function learnCommonestTags(sentences: readonly TaggedExample[]): (word: string) => string {
  const counts = new Map<string, Map<string, number>>();
  for (const { word, label } of knownWords(sentences)) {
    const ofWord = counts.get(word) ?? new Map<string, number>();
    counts.set(word, ofWord.set(label, (ofWord.get(label) ?? 0) + 1));
  }
  return (word) => [...(counts.get(word) ?? [])].sort(([, a], [, b]) => b - a)[0]?.[0] ?? UNSEEN;
}
