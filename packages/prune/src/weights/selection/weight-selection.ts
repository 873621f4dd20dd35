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
    }
  | {
      /** All whose score is not above it go, however many they are. */
      readonly threshold: number;
    };

/** N and M of a pattern. */
export interface NeighbourPattern {
  readonly kept: number;
  readonly of: number;
}

const SCOPES: readonly SelectionScope[] = ['global', 'matrix', 'row'];
const KINDS = ['sparsity', 'pattern', 'threshold'] as const;

/** Only what says how many go, of options that say more. */
export function selectionOf(options: WeightSelection): WeightSelection {
  const given = [...KINDS, 'scope'].map((name) => [name, (options as Record<string, unknown>)[name]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined)) as unknown as WeightSelection;
}

/** @throws ConfigError when something is out of range, or it says two things or none */
export function checkSelection(selection: WeightSelection): void {
  const kinds = KINDS.filter((kind) => kind in selection);
  if (kinds.length !== 1 || ('scope' in selection && kinds[0] !== 'sparsity')) {
    const given = [...Object.keys(selection)].join(', ') || 'nothing';
    const message = `pruning: how many weights go is said by \`sparsity\` (with a \`scope\`), by \`pattern\` or by \`threshold\`, found ${given}`;
    throw new ConfigError(message, { selection });
  }
  if ('pattern' in selection) parsePattern(selection.pattern);
  else if ('threshold' in selection) checkThreshold(selection.threshold);
  else checkSparsity(selection);
}

/** @throws ConfigError when it is not N:M with 0 < N < M */
export function parsePattern(pattern: string): NeighbourPattern {
  const [, kept, of] = /^(\d{1,4}):(\d{1,4})$/.exec(pattern)?.map(Number) ?? [];
  if (kept !== undefined && of !== undefined && kept > 0 && kept < of) return { kept, of };
  throw new ConfigError(`pruning: the pattern is '${pattern}', expected N:M with 0 < N < M, like '2:4'`, { pattern });
}

function checkThreshold(threshold: number): void {
  if (Number.isFinite(threshold)) return;
  throw new ConfigError(`pruning: threshold is ${threshold}, expected a number`, { threshold });
}

function checkSparsity({ sparsity, scope = 'global' }: { sparsity: number; scope?: SelectionScope }): void {
  if (!(sparsity >= 0 && sparsity < 1)) {
    throw new ConfigError(`pruning: sparsity is ${sparsity}, expected a share from 0 to below 1`, { sparsity });
  }
  if (SCOPES.includes(scope)) return;
  throw new ConfigError(`pruning: scope is '${scope}', expected one of ${SCOPES.join(', ')}`, { scope });
}
