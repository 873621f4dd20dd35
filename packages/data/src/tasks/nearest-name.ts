/**
 * The known name that a mistyped one was probably meant to be, if any is near enough.
 *
 * Near is a distance (V. Levenshtein, 1966: insertions, deletions, substitutions) of at most a third of the letters.
 *
 * @example
 * nearestName('wordnet-nuon', ['wordnet-noun', 'sst2']); // 'wordnet-noun'
 */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let shortest = Math.max(1, Math.floor(name.length / 3));
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance <= shortest) {
      nearest = candidate;
      shortest = distance - 1;
    }
  }
  return nearest;
}

/** Fewest single-character edits from `a` to `b`, row by row of the usual table. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const substitution = (previous[column - 1] as number) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(substitution, (previous[column] as number) + 1, (current[column - 1] as number) + 1));
    }
    previous = current;
  }
  return previous.at(-1) as number;
}
