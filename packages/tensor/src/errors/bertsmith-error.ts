/**
 * The base of every error that bertsmith throws on purpose.
 *
 * `instanceof` fails when two copies of a package are installed, so errors carry a marker from the global symbol
 * registry and {@link BertsmithError.isInstance} looks for that.
 */

const MARKER = Symbol.for('bertsmith.error');

/** Stable identifiers of the kinds of error; programs may switch on them. */
export type ErrorCode =
  | 'ERR_SHAPE'
  | 'ERR_DTYPE'
  | 'ERR_FORMAT'
  | 'ERR_CONFIG'
  | 'ERR_INPUT'
  | 'ERR_BACKEND'
  | 'ERR_OUTPUT'
  | 'ERR_TRAINING';

/** What a subclass hands to its base: the values that made the message, for programs, and the cause. */
export interface ErrorDetails {
  readonly [field: string]: unknown;
  readonly cause?: unknown;
}

/** The base or one of its classes, as the receiver of {@link BertsmithError.isInstance}. */
interface ErrorClass<T extends BertsmithError> {
  readonly prototype: T;
  readonly code: ErrorCode | undefined;
}

/**
 * An error with a stable `code` and the values behind its message in `details`.
 *
 * The message says what was being done, what was expected, what came, and what to do.
 *
 * @example
 * try {
 *   matmul(a, b);
 * } catch (error) {
 *   if (BertsmithError.isInstance(error)) console.error(error.code, error.message);
 * }
 */
export abstract class BertsmithError extends Error {
  /** The code of all errors of a class; undefined for the base, which has many. */
  static readonly code: ErrorCode | undefined = undefined;
  readonly code: ErrorCode;
  /** The values that the message was made of: `{ op, expected, actual, path, line, byteOffset, ... }`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(message: string, details: ErrorDetails = {}) {
    const { cause, ...fields } = details;
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.code = new.target.code as ErrorCode;
    // The stack so far begins with `Error:`, the name before this one.
    Error.captureStackTrace?.(this, new.target);
    this.details = fields;
    Object.defineProperty(this, MARKER, { value: true, enumerable: false });
  }

  /**
   * True for an error of this class, also one thrown by another installed copy of the package:
   * `BertsmithError.isInstance(error)` for all of ours, `FormatError.isInstance(error)` for those of one kind.
   */
  static isInstance<T extends BertsmithError>(this: ErrorClass<T>, error: unknown): error is T {
    if (typeof error !== 'object' || error === null || !(MARKER in error)) return false;
    // biome-ignore lint/complexity/noThisInStatic: the class that the method is called on is the question
    return this.code === undefined || this.code === (error as Partial<BertsmithError>).code;
  }
}
