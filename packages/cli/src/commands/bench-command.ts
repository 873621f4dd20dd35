import { Command, Option } from 'commander';
import type { CommandIo } from '../command-io.js';
import { DEFAULT_ROUNDS, type ModelSpeed, measureSpeeds } from '../measurement/measure-speeds.js';
import { dictionaryRecords, recordsOfLengths } from '../measurement/measured-texts.js';
import { type WeightTotals, weightTotals } from '../measurement/weight-totals.js';
import { loadModelDirectory, type ModelDirectory } from '../model/load-model-directory.js';
import { MAXIMUM_COUNT, wholeNumberOption } from '../options/number-options.js';
import {
  batchSizeOption,
  inputOption,
  jsonOption,
  maxLengthOption,
  modelOption,
  threadsOption,
} from '../options/shared-options.js';
import type { InputRecord } from '../prediction/input-record.js';
import { readRecords } from '../prediction/read-records.js';
import { jsonLine } from '../report/json-line.js';
import { formatBytes, formatCount, formatMegabytes } from '../report/number-format.js';
import { tableLines } from '../report/table.js';
import { writeProgress } from '../streams/write-progress.js';
import { writeResults } from '../streams/write-results.js';
import type { Finish } from './finish.js';

interface BenchOptions {
  readonly model: string;
  readonly against?: string;
  readonly input?: string;
  readonly lengths?: string;
  readonly batchSize: number;
  readonly maxLength?: number;
  readonly rounds: number;
  readonly threads: number;
  readonly json?: boolean;
}

/** A model with what was found of it. */
interface BenchedModel extends ModelSpeed, WeightTotals {
  readonly model: string;
}

/** How many times as fast, or as small, the first model is: above 1 is better. */
interface Ratios {
  readonly latency: number;
  readonly textsPerSecond: number;
  readonly peakRss: number;
  readonly fileBytes: number;
}

/** `bertsmith bench`: how fast a model answers and what memory it takes, beside another one. */
export function benchCommand(io: CommandIo, finish: Finish): Command {
  return new Command('bench')
    .description('Measure how fast a model answers and what memory it takes, in turns with another one.')
    .addOption(modelOption())
    .addOption(new Option('--against <dir>', 'another model, measured in turns with the first'))
    .addOption(inputOption())
    .addOption(
      new Option('--lengths <file>', 'texts of so many tokens instead: a number on each line').conflicts('input'),
    )
    .addOption(batchSizeOption())
    .addOption(maxLengthOption())
    .addOption(
      wholeNumberOption({
        flag: '--rounds',
        description: 'rounds over all texts that count; one more comes before',
        defaultValue: DEFAULT_ROUNDS,
        minimum: 1,
        maximum: MAXIMUM_COUNT,
      }),
    )
    .addOption(threadsOption())
    .addOption(jsonOption('print the figures as one line of JSON'))
    .action(async (options: BenchOptions) => finish(await bench(options, io)));
}

async function bench(options: BenchOptions, io: CommandIo): Promise<number> {
  const { model, against, rounds, batchSize, threads } = options;
  const directories = against === undefined ? [model] : [model, against];
  const totals = await Promise.all(directories.map(weightTotals));
  const loaded = await loadModelDirectory(model);
  const records = await chooseRecords(options, loaded, io);
  // Texts of given lengths are not to be cut.
  const uncut = options.lengths === undefined ? undefined : loaded.model.config.maxPositionEmbeddings;
  const maxLength = options.maxLength ?? uncut;
  writeProgress(io.stderr, `texts: ${formatCount(records.length)}; rounds: ${rounds}, and one before\n`);
  const speeds = await measureSpeeds(
    directories.map((directory) => ({ directory, records, batchSize, maxLength, threads })),
    rounds,
    (round) => writeProgress(io.stderr, round === 0 ? 'warmed up\n' : `round ${round} of ${rounds}\n`),
  );
  const benched = directories.map((directory, index) => {
    return { model: directory, ...(speeds[index] as ModelSpeed), ...(totals[index] as WeightTotals) };
  });
  await writeResults(io.stdout, options.json ? formatJson(benched, records.length) : formatLines(benched));
  return 0;
}

async function chooseRecords(
  { input, lengths }: BenchOptions,
  { model, tokenizer }: ModelDirectory,
  { stdin }: CommandIo,
): Promise<InputRecord[]> {
  if (lengths !== undefined) return await recordsOfLengths(lengths, model, tokenizer);
  if (input === undefined) return await dictionaryRecords(model.architecture);
  const records: InputRecord[] = [];
  for await (const record of readRecords({ args: [], input, stdin })) records.push(record);
  return records;
}

function ratiosOf(ours: BenchedModel, other: BenchedModel): Ratios {
  return {
    latency: other.latencyMs.p50 / ours.latencyMs.p50,
    textsPerSecond: ours.textsPerSecond.median / other.textsPerSecond.median,
    peakRss: added(other) / added(ours),
    fileBytes: other.fileBytes / ours.fileBytes,
  };
}

/** Memory that the process has because of the model. */
function added({ peakRssBytes, baselineRssBytes }: ModelSpeed): number {
  return peakRssBytes - baselineRssBytes;
}

function formatJson([first, second]: readonly BenchedModel[], texts: number): string {
  return jsonLine({
    ...(first as BenchedModel),
    texts,
    ...(second !== undefined && { against: second, ratio: ratiosOf(first as BenchedModel, second) }),
  });
}

function formatLines([first, second]: readonly BenchedModel[]): string {
  const models = [first as BenchedModel, ...(second === undefined ? [] : [second])];
  const columns = [{ heading: '' }, ...models.map(({ model }) => ({ heading: model, isNumber: true }))];
  const ratios = second === undefined ? undefined : ratiosOf(first as BenchedModel, second);
  const row = (name: string, cell: (each: BenchedModel) => string, ratio?: number) => [
    name,
    ...models.map(cell),
    ...(ratio === undefined ? [] : [`${ratio.toFixed(2)}x`]),
  ];
  const milliseconds = (value: number) => `${value.toFixed(2)} ms`;
  const lines = tableLines(
    [...columns, ...(ratios === undefined ? [] : [{ heading: 'better by', isNumber: true }])],
    [
      row('one text, median', ({ latencyMs }) => milliseconds(latencyMs.p50), ratios?.latency),
      row('one text, 95 of 100', ({ latencyMs }) => milliseconds(latencyMs.p95)),
      row('texts a second', ({ textsPerSecond }) => formatCount(textsPerSecond.median), ratios?.textsPerSecond),
      row(
        '  in the rounds',
        ({ textsPerSecond: { minimum, maximum } }) => `${formatCount(minimum)} to ${formatCount(maximum)}`,
      ),
      row('memory at most', ({ peakRssBytes }) => formatMegabytes(peakRssBytes)),
      row('  because of the model', (each) => formatMegabytes(added(each)), ratios?.peakRss),
      row('parameters', ({ parameters }) => formatCount(parameters)),
      row('files', ({ fileBytes }) => formatBytes(fileBytes), ratios?.fileBytes),
      row('  compressed', ({ compressedBytes }) => formatBytes(compressedBytes)),
    ],
  );
  return `${lines.join('\n')}\n`;
}
