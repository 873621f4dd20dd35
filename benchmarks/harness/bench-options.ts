import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';

/** What was asked for on the command line. */
export interface BenchOptions {
  /** Name of the benchmark, which is its folder; nothing lists what there is. */
  readonly name?: string;
  readonly python?: string;
  /** Absolute path. */
  readonly model?: string;
  readonly threads: number;
  /** Instead of the benchmark's own. */
  readonly warmup?: number;
  /** Instead of the benchmark's own. */
  readonly repetitions?: number;
  readonly json: boolean;
  readonly save: boolean;
}

/** Threads of each contender unless `--threads` says otherwise: two, as in all published figures. */
const DEFAULT_THREADS = Math.min(2, availableParallelism());

/** Reads the arguments after `bench`. Wrong ones, and `--help`, end the process as commander does. */
export function parseBenchOptions(args: readonly string[]): BenchOptions {
  const command = new Command('bench')
    .description('Measures bertsmith and its peers side by side.')
    .argument('[name]', 'the benchmark to run; without it, the benchmarks are listed')
    .option('--python <path>', 'a Python that has the libraries of the peers; without it they are left out')
    .option('--model <folder>', 'a model, for the benchmarks that want one', (folder) => resolve(folder))
    .option('--threads <count>', 'threads of each contender', atLeast(1), DEFAULT_THREADS)
    .option('--warmup <count>', 'rounds that are not counted', atLeast(0))
    .option('--repetitions <count>', 'rounds that are counted', atLeast(1))
    .option('--json', 'print the result as JSON on the last line', false)
    .option('--save', 'write the result to results/, under the name of the processor', false)
    .parse(args, { from: 'user' });
  const name = command.args[0];
  return { ...command.opts<Omit<BenchOptions, 'name'>>(), ...(name === undefined ? {} : { name }) };
}

function atLeast(minimum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= minimum) return value;
    throw new InvalidArgumentError(`Expected a whole number, ${minimum} or more.`);
  };
}
