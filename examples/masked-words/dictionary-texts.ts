/** A dictionary as plain text: its definitions and its example sentences. */
import { isHeldOut, loadWordnetGlosses } from '@bertsmith/data';

/** Texts of every tenth definition are held out; each `everyNth` definition is taken. */
export async function loadDictionaryTexts(everyNth: number): Promise<Record<'train' | 'validation', string[]>> {
  const parts = { train: [] as string[], validation: [] as string[] };
  const { glosses } = await loadWordnetGlosses();
  for (const { definition, examples } of glosses.filter((_, row) => row % everyNth === 0)) {
    parts[isHeldOut(definition, 10) ? 'validation' : 'train'].push(definition, ...examples);
  }
  return parts;
}
