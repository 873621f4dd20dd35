/** Numbers as people read them: `8,225`, `0.7312`, `4:07`, `612 MB`. */

/** A count with thousands set apart: `8,225`. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** A ratio or a loss: `0.7312`. @param digits behind the point */
export function formatScore(score: number, digits = 4): string {
  return Number.isFinite(score) ? score.toFixed(digits) : String(score);
}

/** A length of time as on a clock: `0:09`, `4:07`, `1:02:03`. */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const twoDigits = (part: number) => String(part).padStart(2, '0');
  return hours > 0 ? `${hours}:${twoDigits(minutes)}:${twoDigits(rest)}` : `${minutes}:${twoDigits(rest)}`;
}

/** A measured time: `3.1 s`. */
export function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}

/** An amount of memory: `612 MB`. */
export function formatMegabytes(bytes: number): string {
  return `${formatCount(bytes / 1e6)} MB`;
}

/** The size of a file, in units of 1,000: `570 B`, `4.2 kB`, `440 MB`, `1.3 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let [value, unit] = [bytes, 0];
  while (value >= 999.5 && unit < units.length - 1) [value, unit] = [value / 1000, unit + 1];
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
}
