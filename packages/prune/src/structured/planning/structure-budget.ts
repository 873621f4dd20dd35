import { ConfigError } from '@bertsmith/tensor';

/** How much a smaller model may cost: one of them. */
export type StructureBudget =
  /** Parameters of the whole model, at most. */
  | { readonly parameters: number }
  /** Bytes of all parameters in float32, at most. */
  | { readonly bytes: number }
  /** Floating-point operations of a run, at most. */
  | { readonly flops: number }
  /** Measured milliseconds of a run, at most. */
  | { readonly milliseconds: number }
  /** How many times faster a run has to be than that of the baseline, at least, measured. */
  | { readonly speedup: number };

/** What a budget limits. */
export type BudgetKind = 'parameters' | 'bytes' | 'flops' | 'milliseconds' | 'speedup';

const KINDS: readonly BudgetKind[] = ['parameters', 'bytes', 'flops', 'milliseconds', 'speedup'];

/** @throws ConfigError when it is not one of the kinds, or its number is not above 0; a speedup is at least 1 */
export function readBudget(budget: StructureBudget): { readonly kind: BudgetKind; readonly amount: number } {
  const [[kind, amount] = [], ...others] = Object.entries(budget) as [BudgetKind, number][];
  if (kind === undefined || others.length > 0 || !KINDS.includes(kind)) {
    const message = `planStructure: a budget has one of ${KINDS.join(', ')}, found ${Object.keys(budget).join(', ') || 'none'}`;
    throw new ConfigError(message, { budget });
  }
  const least = kind === 'speedup' ? 1 : 0;
  if (Number.isFinite(amount) && (amount as number) > 0 && (amount as number) >= least) {
    return { kind, amount: amount as number };
  }
  const expected = kind === 'speedup' ? 'a number from 1' : 'a number above 0';
  throw new ConfigError(`planStructure: the budget's ${kind} is ${amount}, expected ${expected}`, { budget });
}

/** What cannot be had, and what can. */
export interface ImpossibleBudget {
  readonly kind: BudgetKind;
  readonly amount: number;
  /** The closest there is, in the same unit. */
  readonly closest: number;
}

/** The error of a budget that cannot be met. */
export function impossibleBudget({ kind, amount, closest }: ImpossibleBudget): ConfigError {
  const isOfTime = kind === 'milliseconds' || kind === 'speedup';
  const of = isOfTime ? 'the fastest structure that was measured' : 'the smallest structure';
  const what = kind === 'speedup' ? `a speedup of ${amount}` : `${formatAmount(amount)} ${kind}`;
  return new ConfigError(
    `planStructure: ${what} cannot be had: the closest is ${formatAmount(closest)}, ${of}; ask for that, or take out layers (removeLayers) or words (removeVocabularyRows) first`,
    { kind, expected: amount, closest },
  );
}

function formatAmount(amount: number): string {
  return amount >= 100 ? String(Math.round(amount)) : amount.toPrecision(4);
}
