import type { BenchmarkResult, BenchmarkRow, Figure } from './benchmark-result.js';

const GIBIBYTE = 2 ** 30;

/** The results as a Markdown table under a line about the machine, to read in a terminal or to paste into a README. */
export function formatResult(result: BenchmarkResult): string {
  const peers = [...new Set(result.rows.flatMap((row) => Object.keys(row.peers)))];
  const header = ['case', `ours (${result.unit})`, ...peers.flatMap((peer) => [`${peer} (${result.unit})`, 'ratio'])];
  const rows = result.rows.map((row) => formatRow(row, peers));
  return [...describe(result), '', ...formatTable([header, ...rows])].join('\n');
}

function describe({ name, machine, versions, threads, repetitions }: BenchmarkResult): string[] {
  const runtimes = Object.entries(versions).map(([program, version]) => `${program} ${version}`);
  const memory = `${(machine.memoryBytes / GIBIBYTE).toFixed(0)} GiB`;
  return [
    `${name}: ${machine.gpu === undefined ? '' : `${machine.gpu}, `}${machine.cpu}, ${machine.cores} cores, ${memory}, ${machine.platform}; ${runtimes.join(', ')}`,
    `${threads} threads, ${repetitions} repetitions; median (minimum-maximum); a ratio above 1 is better for us`,
  ];
}

function formatRow(row: BenchmarkRow, peers: readonly string[]): string[] {
  const comparisons = peers.flatMap((peer) => [formatFigure(row.peers[peer]), formatRatio(row.ratio[peer])]);
  const notes = [row.unit, row.repetitions && `of ${row.repetitions}`].filter((note) => note !== undefined);
  const name = notes.length === 0 ? row.case : `${row.case} (${notes.join(', ')})`;
  return [name, formatFigure(row.ours), ...comparisons];
}

function formatFigure(figure: Figure | undefined): string {
  if (figure === undefined) return '-';
  return `${formatNumber(figure.median)} (${formatNumber(figure.minimum)}-${formatNumber(figure.maximum)})`;
}

function formatRatio(ratio: number | undefined): string {
  return ratio === undefined ? '-' : `${ratio.toFixed(2)}x`;
}

/** Three digits that say something, never an exponent: 0.512, 12.3, 48213. */
function formatNumber(value: number): string {
  if (value === 0 || Math.abs(value) >= 100) return value.toFixed(0);
  return value.toFixed(Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value)))));
}

function formatTable([header = [], ...rows]: readonly string[][]): string[] {
  const widths = header.map((_, column) => Math.max(...[header, ...rows].map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
