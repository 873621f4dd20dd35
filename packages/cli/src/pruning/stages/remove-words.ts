import { loadWordnetNoun } from '@bertsmith/data';
import { removeVocabularyRows } from '@bertsmith/prune';
import { readTextFileOrFail } from '@bertsmith/tensor/files';
import { formatCount } from '../../report/number-format.js';
import type { LoadedTask } from '../../task/load-task.js';
import type { CutModel, CuttingContext } from '../cut-model.js';

/** The words of neither the task's training texts nor of further ones go, from the model and its tokenizer. */
export async function removeWords(cut: CutModel, { options, loaded, note }: CuttingContext): Promise<CutModel> {
  const { head, train } = loaded as LoadedTask;
  const texts = train.flatMap((row) => head.texts(row));
  const further = { texts: await furtherTexts(options.vocabularyTexts), minFrequency: options.vocabularyFrequency };
  const corpus = { texts, furtherTexts: further };
  const { model, tokenizer, oldIds, rows } = await removeVocabularyRows(cut.model, cut.tokenizer, corpus);
  note(`words: ${formatCount(rows.after)} of ${formatCount(rows.before)} stay`);
  return { model, tokenizer, oldIds };
}

/** Words that a task's training texts lack by chance: with the dictionary's, few development texts have one that went. */
async function furtherTexts(what: string): Promise<readonly string[]> {
  if (what === 'task') return [];
  if (what !== 'dictionary') return (await readTextFileOrFail(what)).split('\n');
  const { train, validation } = await loadWordnetNoun();
  return [...train, ...validation].map(({ text }) => text);
}
