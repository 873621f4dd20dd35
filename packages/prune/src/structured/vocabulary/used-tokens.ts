import type { TextInput, WordPieceTokenizer } from '@bertsmith/tokenizer-wordpiece';

/** Texts are encoded in lists of this many, so that a corpus of any size is read in bounded memory. */
const TEXTS_AT_ONCE = 1024;

/**
 * The ids that tokenizing some texts gives, special tokens included.
 *
 * @param texts texts or pairs, as `encodeBatch` takes them; or a stream of them
 * @param minFrequency how often a token has to be there, from 1
 */
export async function usedTokens(
  tokenizer: WordPieceTokenizer,
  texts: Iterable<TextInput> | AsyncIterable<TextInput>,
  minFrequency = 1,
): Promise<Set<number>> {
  const counts = new Map<number, number>();
  let waiting: TextInput[] = [];
  const encodeWaiting = () => {
    for (const id of tokenizer.encodeRagged(waiting).inputIds) counts.set(id, (counts.get(id) ?? 0) + 1);
    waiting = [];
  };
  for await (const text of texts) {
    waiting.push(text);
    if (waiting.length === TEXTS_AT_ONCE) encodeWaiting();
  }
  encodeWaiting();
  return new Set(Array.from(counts).flatMap(([id, count]) => (count >= minFrequency ? [id] : [])));
}
