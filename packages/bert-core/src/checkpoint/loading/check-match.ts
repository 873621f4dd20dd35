/** Everything that names, dtypes and shapes can tell, before the first parameter is written to. */
import { FormatError, formatShape, isFloatingPoint, quote, sameShape } from '@bertsmith/tensor';
import type { Checkpoint } from '../checkpoint.js';
import type { Assignment, TensorMatch } from './match-tensors.js';
import { isSelected, type NameSelection } from './name-selection.js';
import { canonicalName } from './tensor-names.js';

/** What a checkpoint may lack, and have besides. */
export interface AllowedNames {
  /** Parameters, by the model's names. */
  readonly allowMissing: NameSelection;
  /** Tensors, by the checkpoint's names or the canonical ones: `cls.` for the heads of pre-training. */
  readonly allowUnexpected: NameSelection;
}

/** @throws FormatError for tensors that are missing or unexpected and not allowed to be, or do not fit their parameters */
export function checkMatch({ path }: Checkpoint, match: TensorMatch, allowed: AllowedNames): void {
  const missing = match.missing.filter((name) => !isSelected(allowed.allowMissing, name));
  const unexpected = match.unexpected.filter((name) => {
    return !isSelected(allowed.allowUnexpected, name) && !isSelected(allowed.allowUnexpected, canonicalName(name));
  });
  if (missing.length > 0 || unexpected.length > 0) {
    throw new FormatError(
      `${path}: the tensors are not those of this model; missing: ${listNames(missing)}; unexpected: ${listNames(unexpected)}`,
      { path, missing, unexpected },
    );
  }
  for (const assignment of match.assignments) checkDType(assignment);
  checkShapes(match.assignments);
}

/** More names than this are counted. */
const LISTED_NAMES = 4;

/** The first names, and how many more there are. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const rest = names.length > LISTED_NAMES ? ` and ${names.length - LISTED_NAMES} more` : '';
  return `${names.slice(0, LISTED_NAMES).map(showName).join(', ')}${rest}`;
}

/** A name as it is, unless it is one that could spoil a message. */
function showName(name: string): string {
  return /^[\x21-\x7e]{1,100}$/.test(name) ? name : quote(name);
}

function checkDType({ source: { name, dtype, path } }: Assignment): void {
  if (isFloatingPoint(dtype)) return;
  throw new FormatError(`${path}: tensor '${showName(name)}' has ${dtype} elements, expected floating-point ones`, {
    path,
    name,
    actual: dtype,
  });
}

function checkShapes(assignments: readonly Assignment[]): void {
  const misfits = assignments.filter(({ source, parameter }) => !sameShape(source.shape, parameter.shape));
  const [first] = misfits;
  if (first === undefined) return;
  const { path, name, shape: actual } = first.source;
  const { shape: expected } = first.parameter;
  const rest = misfits.length === 1 ? '' : ` (and ${misfits.length - 1} more do not fit)`;
  throw new FormatError(
    `${path}: tensor '${showName(name)}' has the shape ${formatShape(actual)}, the configuration says ${formatShape(expected)}${rest}`,
    { path, name, expected, actual, misfits: misfits.map(({ source }) => source.name) },
  );
}
