const PARTS = 10;

/** The mean loss of each tenth of a run's steps. */
export function formatCurve(losses: readonly number[]): string {
  const at = (part: number) => Math.round((part * losses.length) / PARTS);
  const parts = Array.from({ length: PARTS }, (_, part) => losses.slice(at(part), at(part + 1)));
  return parts
    .filter((part) => part.length > 0)
    .map((part) => (part.reduce((sum, loss) => sum + loss, 0) / part.length).toFixed(4))
    .join(' ');
}
