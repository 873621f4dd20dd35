import { decodeNumbers, lastAtMost } from './code-point-ranges.js';
import { LOWER_CASE } from './unicode-tables.js';

/*
 * `String.prototype.toLowerCase` follows the Unicode version of the engine, and looks at the neighbours of a final
 * sigma. Ids must not depend on the browser, so the mapping of single characters is a table.
 */

/** Code points `starts[i]`, `starts[i] + steps[i]`, ... up to `lasts[i]` all move by `deltas[i]`. */
const { starts, lasts, steps, deltas } = decodeRows();

const CAPITAL_I_WITH_DOT = 0x130;

/** The lower case of one character, without regard to its neighbours: one character, two for U+0130. */
export function lowerCase(codePoint: number): readonly number[] {
  if (codePoint === CAPITAL_I_WITH_DOT) return [0x69, 0x307];
  const row = lastAtMost(starts, codePoint);
  if (row < 0 || codePoint > lasts[row]!) return [codePoint];
  return (codePoint - starts[row]!) % steps[row]! === 0 ? [codePoint + deltas[row]!] : [codePoint];
}

function decodeRows() {
  const numbers = decodeNumbers(LOWER_CASE);
  const rows = { starts: [] as number[], lasts: [] as number[], steps: [] as number[], deltas: [] as number[] };
  for (let index = 0, end = 0; index < numbers.length; index += 4) {
    const start = end + numbers[index]!;
    const step = numbers[index + 2]!;
    const last = start + (numbers[index + 1]! - 1) * step;
    rows.starts.push(start);
    rows.lasts.push(last);
    rows.steps.push(step);
    const delta = numbers[index + 3]!;
    rows.deltas.push(delta % 2 === 0 ? delta / 2 : -(delta + 1) / 2);
    end = last + 1;
  }
  return rows;
}
