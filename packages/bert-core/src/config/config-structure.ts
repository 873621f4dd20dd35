/** The fields of a `config.json` that say what single layers lack, and what labels mean. Most files have none of them. */
import { ConfigError, FormatError } from '@bertsmith/tensor';
import { type BertConfig, PROBLEM_TYPES, type ProblemType } from './bert-config.js';
import { checkMatrixRanks, readMatrixRanks } from './matrix-ranks.js';

/** The fields read and written here. `intermediate_sizes` and `matrix_ranks` are ours: Hugging Face has one width for all layers, and no factors. */
export const STRUCTURE_WIRE_NAMES = ['problem_type', 'pruned_heads', 'intermediate_sizes', 'matrix_ranks'] as const;

/** Part of a configuration. */
export type ConfigStructure = Pick<BertConfig, 'problemType' | 'prunedHeads' | 'intermediateSizes' | 'matrixRanks'>;

type Json = Readonly<Record<string, unknown>>;

/** @throws FormatError when a field is not what it should be */
export function readStructure(json: Json, path: string): ConfigStructure {
  return {
    problemType: readProblemType(json.problem_type ?? null, path),
    prunedHeads: readPrunedHeads(json.pruned_heads ?? {}, path),
    intermediateSizes: readIntermediateSizes(json.intermediate_sizes ?? null, path),
    matrixRanks: readMatrixRanks(json.matrix_ranks ?? {}, path),
  };
}

/** The fields to write: those that say something. */
export function formatStructure(structure: ConfigStructure): object {
  const { problemType, prunedHeads, intermediateSizes, matrixRanks } = structure;
  return {
    ...(problemType !== null && { problem_type: problemType }),
    ...(Object.keys(prunedHeads).length > 0 && { pruned_heads: prunedHeads }),
    ...(intermediateSizes !== null && { intermediate_sizes: intermediateSizes }),
    ...(Object.keys(matrixRanks).length > 0 && { matrix_ranks: matrixRanks }),
  };
}

/** @throws ConfigError for a layer that is not there, one left without heads, or a list of another length than the layers */
export function checkStructure(config: BertConfig, path: string): void {
  const { numHiddenLayers, numAttentionHeads, prunedHeads, intermediateSizes } = config;
  for (const [layer, heads] of Object.entries(prunedHeads)) {
    const isLayer = Number(layer) < numHiddenLayers;
    const isHeads = heads.every((head) => head < numAttentionHeads) && new Set(heads).size < numAttentionHeads;
    if (isLayer && isHeads) continue;
    const rule = `layers 0 to ${numHiddenLayers - 1}, and of the heads 0 to ${numAttentionHeads - 1} not all of a layer`;
    throw new ConfigError(`${path}: pruned_heads: expected ${rule}, found ${JSON.stringify({ [layer]: heads })}`, {
      path,
      field: 'pruned_heads',
      actual: prunedHeads,
    });
  }
  checkMatrixRanks(config, path);
  if (intermediateSizes !== null && intermediateSizes.length !== numHiddenLayers) {
    throw new ConfigError(
      `${path}: intermediate_sizes: expected one for each of ${numHiddenLayers} layers, found ${intermediateSizes.length}`,
      { path, field: 'intermediate_sizes', actual: intermediateSizes },
    );
  }
}

function readProblemType(value: unknown, path: string): ProblemType | null {
  if (value === null || PROBLEM_TYPES.includes(value as ProblemType)) return value as ProblemType | null;
  throw wrong(path, 'problem_type', `null or one of ${PROBLEM_TYPES.join(', ')}`, value);
}

function readPrunedHeads(value: unknown, path: string): Record<number, readonly number[]> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  const isRight =
    isObject && Object.entries(value).every(([layer, heads]) => isIndex(Number(layer)) && isIndices(heads));
  if (!isRight) throw wrong(path, 'pruned_heads', 'lists of heads by the number of their layer', value);
  return Object.fromEntries(Object.entries(value)) as Record<number, readonly number[]>;
}

function readIntermediateSizes(value: unknown, path: string): readonly number[] | null {
  if (value === null || (isIndices(value) && value.every((size) => size > 0))) return value;
  throw wrong(path, 'intermediate_sizes', 'a list of whole numbers from 1', value);
}

function isIndices(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isIndex);
}

function isIndex(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function wrong(path: string, field: string, expected: string, actual: unknown): FormatError {
  return new FormatError(`${path}: ${field}: expected ${expected}, found ${JSON.stringify(actual)}`, {
    path,
    field,
    expected,
    actual,
  });
}
