/** Rows of a table: six texts of each name. */
export function animalRows(names: readonly string[], kind: string): string[] {
  const words = ['a small', 'the old', 'one grey', 'my', 'no', 'every'];
  return names.flatMap((name) => words.map((each) => `${each} ${name},${kind}`));
}
