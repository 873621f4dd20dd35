import { BertsmithError } from './bertsmith-error.js';

/** Shapes that do not fit one another: names the operation and every shape that took part. */
export class ShapeError extends BertsmithError {
  static override readonly code = 'ERR_SHAPE';
  readonly code = ShapeError.code;
}

/** Element types that do not fit one another, or one that an operation or a file cannot have. */
export class DTypeError extends BertsmithError {
  static override readonly code = 'ERR_DTYPE';
  readonly code = DTypeError.code;
}

/** A file whose content is not what its format says: names the file and the byte offset or line. */
export class FormatError extends BertsmithError {
  static override readonly code = 'ERR_FORMAT';
  readonly code = FormatError.code;
}

/** A setting, flag or configuration field that is unknown, out of range or in contradiction to another. */
export class ConfigError extends BertsmithError {
  static override readonly code = 'ERR_CONFIG';
  readonly code = ConfigError.code;
}

/** Data that a caller handed in and that cannot be worked with: an empty text, a label out of range. */
export class InputError extends BertsmithError {
  static override readonly code = 'ERR_INPUT';
  readonly code = InputError.code;
}

/** Something that the engine below refused or lacks. */
export class BackendError extends BertsmithError {
  static override readonly code = 'ERR_BACKEND';
  readonly code = BackendError.code;
}

/** A place that cannot be written: no permission, no space, not empty. What was there before is still there. */
export class OutputError extends BertsmithError {
  static override readonly code = 'ERR_OUTPUT';
  readonly code = OutputError.code;
}

/** A training run that cannot go on: a loss that is not a number, plugins that exclude each other. */
export class TrainingError extends BertsmithError {
  static override readonly code = 'ERR_TRAINING';
  readonly code = TrainingError.code;
}
