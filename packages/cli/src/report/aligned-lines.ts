/**
 * Pairs of a name and a value as lines, the values in one column.
 *
 * @example
 * alignedLines([['loss', '0.61'], ['accuracy', '0.81']]); // ['loss      0.61', 'accuracy  0.81']
 */
export function alignedLines(pairs: readonly (readonly [name: string, value: string])[]): string[] {
  const width = Math.max(0, ...pairs.map(([name]) => name.length));
  return pairs.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
}
