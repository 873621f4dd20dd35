/** A dictionary as questions: which word of its example does a definition define? */
import { isHeldOut, loadWordnetGlosses, locateGlossWord, type QuestionExample } from '@bertsmith/data';

/** A sentence of one or two words leaves nothing to look for. */
const FEWEST_WORDS = 3;

/**
 * A question of each example in which the defined word is found. Those of every tenth definition are held out; of the rest each
 * `everyNth` definition is taken.
 */
export async function loadDictionaryQuestions(
  everyNth: number,
): Promise<Record<'train' | 'validation', QuestionExample[]>> {
  const parts = { train: [] as QuestionExample[], validation: [] as QuestionExample[] };
  const { glosses } = await loadWordnetGlosses();
  for (const gloss of glosses.filter(({ examples }) => examples.length > 0).filter((_, row) => row % everyNth === 0)) {
    const { id, definition: question } = gloss;
    const part = isHeldOut(question, 10) ? 'validation' : 'train';
    for (const [number, context] of gloss.examples.entries()) {
      const answer = locateGlossWord(gloss, context);
      if (answer === undefined || context.split(' ').length < FEWEST_WORDS) continue;
      parts[part].push({ id: `${id}.${number}`, question, context, answers: [answer] });
    }
  }
  return parts;
}
