/** Texts that are answered before the first of them is printed: enough to sort by length, few enough to hold. */
export const TEXTS_AT_ONCE = 1024;

/** What an iterator gives, in lists. @param first what it gave already: reading it tells early that there is nothing to read */
export async function* inChunks<T>(
  first: IteratorResult<T, unknown>,
  rest: AsyncGenerator<T>,
  size = TEXTS_AT_ONCE,
): AsyncGenerator<readonly T[]> {
  let chunk: T[] = [];
  for (let result = first; !result.done; result = await rest.next()) {
    chunk.push(result.value);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
