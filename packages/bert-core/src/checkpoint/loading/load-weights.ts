import { FormatError, indexOfNonFinite, type ParameterArena, quote } from '@bertsmith/tensor';
import type { Checkpoint, CheckpointTensor } from '../checkpoint.js';
import { openCheckpoint } from '../open-checkpoint.js';
import { checkMatch, listNames } from './check-match.js';
import { isEqualToOriginal } from './is-equal-to-original.js';
import { type Assignment, matchTensors, type RepeatedTensor } from './match-tensors.js';
import { isSelected, type NameSelection } from './name-selection.js';

/** What of a checkpoint is an error, and what is not. */
export interface LoadWeightsOptions {
  /**
   * Parameters, by the model's names, that the checkpoint may lack; they stay as they are. `['classifier.']` starts a classifier from an
   * encoder. Default false: none.
   */
  readonly allowMissing?: NameSelection;
  /** Tensors that the model may have no use for, by their names: `['cls.']` for the heads of pre-training. Default false: none. */
  readonly allowUnexpected?: NameSelection;
  /** Parameters, by the model's names, that may have infinities or NaN in them. Default false: none. */
  readonly allowNonFinite?: NameSelection;
}

/** What was allowed, and happened. */
export interface LoadedWeights {
  /** Parameters that stayed as they were, by the model's names. */
  readonly missing: readonly string[];
  /** Tensors that were not used, by the checkpoint's names. */
  readonly unexpected: readonly string[];
  /** The same in sentences, for whoever runs the program. */
  readonly warnings: readonly string[];
}

/**
 * Reads all parameters into the arena, straight from the files; `float16` and `bfloat16` are widened, `float64` is rounded.
 *
 * Tensors are found by the model's names, with or without the prefix `bert.`, by old names (`LayerNorm.gamma`), and through ties (a
 * decoder that is the word embeddings). `position_ids` are left out.
 *
 * All that headers can tell (a file cut short, a tensor that is missing, unexpected, or of another shape) is checked before
 * the first parameter is written to: after such an error the arena is as it was. Only a number that is not finite, and a file that fails or
 * shrinks *while* it is read, leave part of the parameters overwritten.
 *
 * @param source a directory, a file of weights, or a checkpoint that is open, and stays so
 * @throws InputError when a file is missing or cannot be read
 * @throws FormatError when it is damaged, its tensors are not those of the model (all of them are in `details`, as `missing` and
 *   `unexpected`), or a number is not finite
 * @example
 * const model = BertForSequenceClassification.initialize(config, { seed: 1 });
 * const { warnings } = await loadWeights('bert-base-uncased', model.arena, {
 *   allowMissing: ['classifier.'],
 *   allowUnexpected: ['cls.'],
 * });
 */
export async function loadWeights(
  source: string | Checkpoint,
  arena: ParameterArena,
  options: LoadWeightsOptions = {},
): Promise<LoadedWeights> {
  if (typeof source !== 'string') return await fill(source, arena, options);
  const checkpoint = await openCheckpoint(source);
  try {
    return await fill(checkpoint, arena, options);
  } finally {
    await checkpoint.close();
  }
}

async function fill(
  checkpoint: Checkpoint,
  arena: ParameterArena,
  { allowMissing = false, allowUnexpected = false, allowNonFinite = false }: LoadWeightsOptions,
): Promise<LoadedWeights> {
  const match = matchTensors(checkpoint, arena);
  checkMatch(checkpoint, match, { allowMissing, allowUnexpected });
  const untied: string[] = [];
  for (const pair of match.repeated) {
    if (await isEqualToOriginal(checkpoint, pair)) continue;
    if (!isSelected(allowUnexpected, pair.repeated.name)) throw notTied(pair);
    untied.push(pair.repeated.name);
  }
  for (const { name, parameter, source } of inFileOrder(match.assignments, checkpoint)) {
    await checkpoint.readInto(source.name, parameter);
    if (!isSelected(allowNonFinite, name)) checkFinite(source, parameter);
  }
  return report(checkpoint, { missing: match.missing, unexpected: [...match.unexpected, ...untied] });
}

/** The files are read from front to back, which disks like. */
function inFileOrder(assignments: readonly Assignment[], { tensors }: Checkpoint): Assignment[] {
  const positions = new Map(Array.from(tensors.keys(), (name, index) => [name, index]));
  const position = ({ source }: Assignment) => positions.get(source.name) as number;
  return assignments.toSorted((a, b) => position(a) - position(b));
}

function notTied({ repeated, original }: RepeatedTensor): FormatError {
  const { path, name } = repeated;
  return new FormatError(
    `${path}: tensor ${quote(name)} is not equal to ${quote(original.name)}, which the model uses in its place: such a decoder is not supported; to do without it, allow it as an unexpected tensor`,
    { path, name, expected: original.name },
  );
}

function checkFinite({ path, name }: CheckpointTensor, { data, shape }: Assignment['parameter']): void {
  const index = indexOfNonFinite(data);
  if (index < 0) return;
  const place = formatPlace(index, shape);
  const problem = `has the value ${data[index]} at ${place}: the file is damaged, or its training went wrong; get another one, or allow it with allowNonFinite`;
  throw new FormatError(`${path}: tensor ${quote(name)} ${problem}`, { path, name, index, actual: data[index] });
}

/** `[3, 5]`, as the shape is written. */
function formatPlace(index: number, shape: readonly number[]): string {
  let rest = index;
  const indices = shape.toReversed().map((size) => {
    const position = rest % size;
    rest = Math.floor(rest / size);
    return position;
  });
  return `[${indices.reverse().join(', ')}]`;
}

function report(
  { path }: Checkpoint,
  { missing, unexpected }: Pick<LoadedWeights, 'missing' | 'unexpected'>,
): LoadedWeights {
  const warnings: string[] = [];
  if (missing.length > 0) {
    warnings.push(`${path} has no ${listNames(missing)}: they keep the values that the model was made with; train it`);
  }
  if (unexpected.length > 0) warnings.push(`${path}: not used: ${listNames(unexpected)}`);
  return { missing, unexpected, warnings };
}
