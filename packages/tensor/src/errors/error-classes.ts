/**
 * The kinds of error. The base sets `code` from the class's own; here it is only declared, because a class that speaks of itself when
 * it runs is renamed by bundlers, and `_InputError` is what stacks would then begin with.
 */
import { BertsmithError } from './bertsmith-error.js';

/** Shapes that do not fit one another: names the operation and every shape that took part. */
export class ShapeError extends BertsmithError {
  static override readonly code = 'ERR_SHAPE';
  declare readonly code: typeof ShapeError.code;
}

/** Element types that do not fit one another, or one that an operation or a file cannot have. */
export class DTypeError extends BertsmithError {
  static override readonly code = 'ERR_DTYPE';
  declare readonly code: typeof DTypeError.code;
}

/** A file whose content is not what its format says: names the file and the byte offset or line. */
export class FormatError extends BertsmithError {
  static override readonly code = 'ERR_FORMAT';
  declare readonly code: typeof FormatError.code;
}

/** A setting, flag or configuration field that is unknown, out of range or in contradiction to another. */
export class ConfigError extends BertsmithError {
  static override readonly code = 'ERR_CONFIG';
  declare readonly code: typeof ConfigError.code;
}

/** Data that a caller handed in and that cannot be worked with: an empty text, a label out of range. */
export class InputError extends BertsmithError {
  static override readonly code = 'ERR_INPUT';
  declare readonly code: typeof InputError.code;
}

/** Something that the engine below refused or lacks. */
export class BackendError extends BertsmithError {
  static override readonly code = 'ERR_BACKEND';
  declare readonly code: typeof BackendError.code;
}

/** A place that cannot be written: no permission, no space, not empty. What was there before is still there. */
export class OutputError extends BertsmithError {
  static override readonly code = 'ERR_OUTPUT';
  declare readonly code: typeof OutputError.code;
}

/** A training run that cannot go on: a loss that is not a number, plugins that exclude each other. */
export class TrainingError extends BertsmithError {
  static override readonly code = 'ERR_TRAINING';
  declare readonly code: typeof TrainingError.code;
}
