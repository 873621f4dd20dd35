/**
 * Matrices of single layers that are a product of two thinner ones, `second first`, of a rank below the matrix's own: `matrix_ranks` in a
 * `config.json`, which is ours alone.
 */
import { ConfigError, FormatError } from '@bertsmith/tensor';
import type { BertConfig } from './bert-config.js';

/** The matrices of a layer that may be factorized, by the ends of their names. */
export const FACTORIZABLE_MATRICES = ['attention.output.dense', 'intermediate.dense', 'output.dense'] as const;

/** One of {@link FACTORIZABLE_MATRICES}. */
export type FactorizableMatrix = (typeof FACTORIZABLE_MATRICES)[number];

/** Ranks of the matrices that are factorized, by the number of their layer. */
export type MatrixRanks = Readonly<Record<number, Readonly<Partial<Record<FactorizableMatrix, number>>>>>;

/** @throws FormatError when it is not what it should be */
export function readMatrixRanks(value: unknown, path: string): MatrixRanks {
  const isRight =
    isObject(value) && Object.entries(value).every(([layer, ranks]) => isWhole(Number(layer), 0) && isRanks(ranks));
  if (isRight) return Object.fromEntries(Object.entries(value)) as MatrixRanks;
  const expected = `ranks from 1 of ${FACTORIZABLE_MATRICES.join(', ')}, by the number of their layer`;
  throw new FormatError(`${path}: matrix_ranks: expected ${expected}, found ${JSON.stringify(value)}`, {
    path,
    field: 'matrix_ranks',
    expected,
    actual: value,
  });
}

/** @throws ConfigError for a layer that is not there, a matrix that cannot be factorized, or a rank that is none */
export function checkMatrixRanks({ matrixRanks, numHiddenLayers }: BertConfig, path: string): void {
  for (const [layer, ranks] of Object.entries(matrixRanks)) {
    if (isWhole(Number(layer), 0) && Number(layer) < numHiddenLayers && isRanks(ranks)) continue;
    const rule = `layers 0 to ${numHiddenLayers - 1}, and ranks from 1 of ${FACTORIZABLE_MATRICES.join(', ')}`;
    throw new ConfigError(`${path}: matrix_ranks: expected ${rule}, found ${JSON.stringify({ [layer]: ranks })}`, {
      path,
      field: 'matrix_ranks',
      actual: matrixRanks,
    });
  }
}

const NAME_IN_LAYER = /(?:^|\.)encoder\.layer\.(\d+)\.(.+)$/;

/**
 * The rank of a matrix; undefined when it is whole.
 *
 * @param name of the linear layer: `bert.encoder.layer.0.output.dense`
 */
export function rankOf({ matrixRanks }: BertConfig, name: string): number | undefined {
  const [, layer, matrix] = NAME_IN_LAYER.exec(name) ?? [];
  return layer === undefined ? undefined : matrixRanks[Number(layer)]?.[matrix as FactorizableMatrix];
}

function isRanks(value: unknown): boolean {
  return (
    isObject(value) &&
    Object.entries(value).every(([name, rank]) => {
      return FACTORIZABLE_MATRICES.includes(name as FactorizableMatrix) && isWhole(rank, 1);
    })
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWhole(value: unknown, least: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= least;
}
