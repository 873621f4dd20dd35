import { ConfigError } from '@bertsmith/tensor';

/** What somebody chose, and whose it is. */
export interface NamedOption {
  /** What the option belongs to, as messages begin: `AdamW`. */
  readonly owner: string;
  readonly option: string;
  /** What was given; from a file it may be anything. */
  readonly value: unknown;
}

/** The numbers that an option may be. */
export interface NumberRange {
  readonly minimum: number;
  /** Default: any finite number. */
  readonly maximum?: number;
  /** Whether `minimum` itself is not allowed. Default false. */
  readonly isAboveMinimum?: boolean;
  /** Whether `maximum` itself is not allowed. Default false. */
  readonly isBelowMaximum?: boolean;
  readonly isWhole?: boolean;
}

/** @throws ConfigError that names the option, what was given and what may be, when the value is no number of the range */
export function requireNumber({ owner, option, value }: NamedOption, range: NumberRange): void {
  if (isNumberIn(value, range)) return;
  throw new ConfigError(`${owner}: ${option} must be ${describeRange(range)}, not ${String(value)}`, { option, value });
}

function isNumberIn(value: unknown, range: NumberRange): boolean {
  const { minimum, maximum = Number.MAX_VALUE, isAboveMinimum, isBelowMaximum, isWhole } = range;
  if (typeof value !== 'number' || !(value >= minimum && value <= maximum)) return false;
  if (isAboveMinimum && value === minimum) return false;
  if (isBelowMaximum && value === maximum) return false;
  return !isWhole || Number.isSafeInteger(value);
}

function describeRange({ minimum, maximum, isAboveMinimum, isBelowMaximum, isWhole }: NumberRange): string {
  const from = isAboveMinimum ? `above ${minimum}` : `${minimum}`;
  const to = isBelowMaximum ? `below ${maximum}` : maximum;
  const words = maximum === undefined ? (isAboveMinimum ? from : `${from} or more`) : `${from} to ${to}`;
  return isWhole ? `a whole number, ${words}` : words;
}
