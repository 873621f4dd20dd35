/**
 * The floor of every package: a package imports only packages of lower floors.
 *
 * A new package gets its line here first, so that its place is decided before its code is written.
 */
export const PACKAGE_FLOORS: Readonly<Record<string, number>> = {
  tensor: 0,
  graph: 1,
  'tokenizer-wordpiece': 1,
  metrics: 1,
  'backend-onnxruntime': 2,
  'backend-tfjs': 2,
  'bert-core': 2,
  data: 2,
  train: 3,
  prune: 4,
  quantize: 4,
  amp: 4,
  distill: 4,
  'dist-train': 4,
  tune: 4,
  serve: 5,
  cli: 6,
};

/** Packages that a higher floor must not import all the same: the service needs the inference side only. */
const FORBIDDEN: Readonly<Record<string, readonly string[]>> = { serve: ['train'] };

/** How strictly an import is judged: shipped code, or tests, which may also use their own floor. */
export type ImportKind = 'source' | 'test';

/** Says in words why `importer` may not import `imported` (folder names), or nothing when it may. */
export function explainForbiddenImport(importer: string, imported: string, kind: ImportKind): string | undefined {
  const from = PACKAGE_FLOORS[importer];
  const to = PACKAGE_FLOORS[imported];
  if (from === undefined || to === undefined) return `${to === undefined ? imported : importer} has no floor`;
  if (imported === 'cli') return 'nothing imports cli';
  if (FORBIDDEN[importer]?.includes(imported)) return `${importer} must not import ${imported}`;
  if (kind === 'test' ? to <= from : to < from) return undefined;
  const bound = kind === 'test' ? 'higher than' : 'not lower than';
  return `${imported} is on floor ${to}, ${bound} floor ${from} of ${importer}`;
}
