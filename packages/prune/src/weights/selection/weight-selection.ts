import { ConfigError } from '@bertsmith/tensor';

/** Who competes with whom: all weights, those of a matrix, or those of a row of it. */
export type SelectionScope = 'global' | 'matrix' | 'row';

/** How many weights go. */
export type WeightSelection =
  | {
      /** The share that goes, 0 to below 1: of a scope of n weights exactly `round(sparsity * n)`. */
      readonly sparsity: number;
      /** Default `global`. */
      readonly scope?: SelectionScope;
    }
  | {
      /** N:M: of every M neighbours in a row N stay. `2:4` is what tensor cores multiply by at twice the speed. */
      readonly pattern: `${number}:${number}`;
    };

/** N and M of a pattern. */
export interface NeighbourPattern {
  readonly kept: number;
  readonly of: number;
}

const SCOPES: readonly SelectionScope[] = ['global', 'matrix', 'row'];

/** @throws ConfigError when something is out of range */
export function checkSelection(selection: WeightSelection): void {
  if ('pattern' in selection) {
    if ('sparsity' in selection || 'scope' in selection) {
      throw new ConfigError(
        'pruning: a `pattern` says how many weights go, and where: leave `sparsity` and `scope` out',
      );
    }
    parsePattern(selection.pattern);
    return;
  }
  const { sparsity, scope = 'global' } = selection;
  if (!(sparsity >= 0 && sparsity < 1)) {
    throw new ConfigError(`pruning: sparsity is ${sparsity}, expected a share from 0 to below 1`, { sparsity });
  }
  if (SCOPES.includes(scope)) return;
  throw new ConfigError(`pruning: scope is '${scope}', expected one of ${SCOPES.join(', ')}`, { scope });
}

/** @throws ConfigError when it is not N:M with 0 < N < M */
export function parsePattern(pattern: string): NeighbourPattern {
  const [, kept, of] = /^(\d{1,4}):(\d{1,4})$/.exec(pattern)?.map(Number) ?? [];
  if (kept !== undefined && of !== undefined && kept > 0 && kept < of) return { kept, of };
  throw new ConfigError(`pruning: the pattern is '${pattern}', expected N:M with 0 < N < M, like '2:4'`, { pattern });
}
