import { allFinite, type ParameterArena } from '@bertsmith/tensor';
import type { Gradients } from '@bertsmith/train';

/** The first gradient with a number that is not finite, in the order in which a backward pass computes them: the last parameter's first. */
export function firstOverflow({ dense, rows }: Gradients, arena: ParameterArena): string | undefined {
  const entries = arena.entries.filter(({ specification }) => specification.gradient !== 'rows');
  const found = entries.findLast((entry) => !allFinite(arena.view(entry, dense).data))?.specification.name;
  const name = found ?? rows.findLast(({ values }) => !allFinite(values))?.name;
  return name && `gradient of ${name}`;
}
