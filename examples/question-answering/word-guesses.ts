/** Answers without a language model: the longest word of a sentence, or the rarest. */
import type { QuestionExample } from '@bertsmith/data';

const WORD = /[\p{L}\p{N}]+(?:['.-][\p{L}\p{N}]+)*/gu;

function wordsOf(text: string): string[] {
  return text.match(WORD) ?? [];
}

/** The word with the highest score, the first of several. */
function best(context: string, score: (word: string) => number): string {
  return wordsOf(context).reduce((found, word) => (score(word) > score(found) ? word : found));
}

/** The longest word of a sentence. */
export function longestWord(context: string): string {
  return best(context, (word) => word.length);
}

/** Counts words; the function that it returns gives the rarest of a sentence. */
export function learnRarestWord(examples: readonly QuestionExample[]): (context: string) => string {
  const counts = new Map<string, number>();
  for (const { question, context } of examples) {
    for (const word of wordsOf(`${question} ${context}`.toLowerCase())) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return (context) => best(context, (word) => -(counts.get(word.toLowerCase()) ?? 0));
}
