import { FormatError } from '@bertsmith/tensor';

/** What `predict` and `embed` are asked about: one line of input, or one argument. */
export interface InputRecord {
  /** Where it comes from, for messages: `line 3 of in.jsonl`. */
  readonly place: string;
  readonly text?: string;
  /** A second text. */
  readonly pair?: string;
  readonly question?: string;
  readonly context?: string;
  /** A text that is split into words already. */
  readonly words?: readonly string[];
}

const TEXT_FIELDS = ['text', 'pair', 'question', 'context'] as const;
const FIELDS: readonly string[] = [...TEXT_FIELDS, 'words'];

/**
 * A line as a record: a JSON object with `text`, `pair`, `question`, `context` or `words`, or any other line as a text.
 *
 * @throws FormatError for an object with none of these fields, or one that is not what it should be
 */
export function parseInputLine(line: string, place: string): InputRecord {
  const json = line.trimStart().startsWith('{') ? parseObject(line) : undefined;
  if (json === undefined) return { place, text: line };
  if (!FIELDS.some((field) => Object.hasOwn(json, field))) {
    throw new FormatError(
      `${place}: expected an object with one of ${FIELDS.join(', ')}, found ${Object.keys(json).join(', ') || 'none'}`,
      {
        place,
        found: Object.keys(json),
      },
    );
  }
  for (const field of TEXT_FIELDS) requireField(json, field, place, 'a string', (value) => typeof value === 'string');
  requireField(json, 'words', place, 'a list of strings', isStrings);
  const known = Object.entries(json).filter(([field, value]) => FIELDS.includes(field) && value !== null);
  return { place, ...Object.fromEntries(known) };
}

/** Nothing for a line that only looks like an object: it is a text then. */
function parseObject(line: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}

function requireField(
  json: Readonly<Record<string, unknown>>,
  field: string,
  place: string,
  expected: string,
  isRight: (value: unknown) => boolean,
): void {
  const value = json[field] ?? undefined;
  if (value === undefined || isRight(value)) return;
  throw new FormatError(`${place}: "${field}" must be ${expected}, it is ${JSON.stringify(value)}`, {
    place,
    field,
    actual: value,
  });
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((word) => typeof word === 'string');
}
