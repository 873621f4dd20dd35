/** The parts of a row, checked: each function returns the value or rejects the row. */
import { quote } from '@bertsmith/tensor';
import { rejectRow } from './bad-rows.js';

/** A text with at least one character that is no space. */
export function readText(value: unknown, column: string): string {
  if (value === undefined || value === null) rejectRow(`there is no '${column}'`);
  if (typeof value !== 'string') rejectRow(`'${column}' is ${show(value)}, expected a text`);
  return value.trim() === '' ? rejectRow(`'${column}' is empty`) : value;
}

/** The name of a class: a text, or a number or truth value as text. */
export function readLabelName(value: unknown, column: string): string {
  const isName = typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean';
  return isName ? String(value) : readText(value, column).trim();
}

/** A finite number, as such or in decimal digits, within a range if there is one. */
export function readScore(
  value: unknown,
  column: string,
  [least, greatest]: readonly [least: number, greatest: number] = [-Number.MAX_VALUE, Number.MAX_VALUE],
): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'bigint' && (typeof number !== 'number' || !Number.isFinite(number))) {
    return rejectRow(`'${column}' is ${show(value)}, expected a number`);
  }
  const isInRange = number >= least && number <= greatest;
  return isInRange ? Number(number) : rejectRow(`'${column}' is ${number}, expected ${least} to ${greatest}`);
}

/** The position of a label in the names of a task's labels. */
export function findLabel(name: string, positions: ReadonlyMap<string, number>, column: string): number {
  const position = positions.get(name);
  if (position !== undefined) return position;
  const known = [...positions.keys()].slice(0, MOST_NAMED).map(quote).join(', ');
  const rest = positions.size > MOST_NAMED ? `, ... (${positions.size} in all)` : '';
  return rejectRow(`'${column}' is ${quote(name)}, expected one of ${known}${rest}`);
}

/** Labels that a message lists. */
const MOST_NAMED = 12;

/** Each name's position in a list. */
export function positionsOf(names: readonly string[]): ReadonlyMap<string, number> {
  return new Map(names.map((name, position) => [name, position]));
}

function show(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  return value === undefined ? 'missing' : quote(JSON.stringify(value, asText) ?? String(value)).slice(1, -1);
}

function asText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
