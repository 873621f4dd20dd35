import { summarize } from '@bertsmith/metrics';
import { ConfigError } from '@bertsmith/tensor';
import type { Benchmark, BenchmarkCase, Contenders } from './benchmark.js';
import type { BenchmarkRow, Figure } from './benchmark-result.js';
import { interleave, type Rounds } from './interleave.js';

/** Prepares one case, measures it and frees what it made, also when a contender fails. */
export async function measureCase(
  benchmarkCase: BenchmarkCase,
  better: Benchmark['better'],
  rounds: Rounds,
): Promise<BenchmarkRow> {
  const contenders = await benchmarkCase.prepare();
  try {
    const { name, unit } = benchmarkCase;
    return { case: name, ...(unit !== undefined && { unit }), ...(await compare(contenders, better, rounds)) };
  } finally {
    for (const contender of [contenders.ours, ...contenders.peers]) await contender.dispose?.();
  }
}

async function compare(
  { ours, peers }: Contenders,
  better: Benchmark['better'],
  rounds: Rounds,
): Promise<Omit<BenchmarkRow, 'case'>> {
  requireDistinctNames(peers.map(({ name }) => name));
  const [own = [], ...others] = await interleave([ours, ...peers], rounds);
  const figure = summarize(own);
  const entries = peers.map(({ name }, index) => [name, summarize(others[index] ?? [])] as const);
  const ratios = entries.map(([name, peer]) => [name, ratio(figure, peer, better)] as const);
  return { ours: figure, peers: Object.fromEntries(entries), ratio: Object.fromEntries(ratios) };
}

/** How many times better our median is than the peer's; above 1 is better for us. */
export function ratio(ours: Figure, peer: Figure, better: Benchmark['better']): number {
  return better === 'lower' ? peer.median / ours.median : ours.median / peer.median;
}

function requireDistinctNames(names: readonly string[]): void {
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new ConfigError(`two peers are called '${repeated}'`, { peer: repeated });
}
