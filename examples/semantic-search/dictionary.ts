/** The definitions to search in, and searches whose right answer is known. */
import { isHeldOut, loadWordnetGlosses, type WordnetGloss } from '@bertsmith/data';

/** A text, and the position of the definition that it should lead to. */
export interface KnownSearch {
  readonly text: string;
  readonly definition: number;
}

/**
 * Each `everyNth` meaning of WordNet. An example of a word should lead to the word's definition; only those of every tenth definition are
 * searched for, which the models of the other examples have not seen.
 */
export async function loadDictionary(everyNth: number): Promise<{ glosses: WordnetGloss[]; searches: KnownSearch[] }> {
  const glosses = (await loadWordnetGlosses()).glosses.filter((_, row) => row % everyNth === 0);
  const searches = glosses.flatMap(({ definition: text, examples }, definition) =>
    isHeldOut(text, 10) ? examples.map((example) => ({ text: example, definition })) : [],
  );
  return { glosses, searches };
}
