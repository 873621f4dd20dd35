import { type EncodedExamples, IGNORED_LABEL, type TokenClasses } from '@bertsmith/data';

/**
 * The perplexity of whoever guesses masked words by their frequency alone: e to the mean of `-ln p(word)`, where a word that was never
 * seen counts as seen once.
 */
export function frequencyPerplexity(train: EncodedExamples, masked: EncodedExamples, vocabSize: number): number {
  const counts = new Float64Array(vocabSize).fill(1);
  for (const id of train.inputIds) counts[id] = (counts[id] as number) + 1;
  const total = counts.reduce((sum, count) => sum + count);
  const asked = (masked.targets.labels as TokenClasses).data.filter((label) => label !== IGNORED_LABEL);
  const loss = asked.reduce((sum, id) => sum - Math.log((counts[id] as number) / total), 0) / asked.length;
  return Math.exp(loss);
}
