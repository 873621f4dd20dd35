import type { ExecutionProvider } from '@bertsmith/backend-onnxruntime';
import { describeModelDirectory, type ModelDescription } from '@bertsmith/bert-core/files';
import { loadTokenizer } from '@bertsmith/tokenizer-wordpiece/files';
import { Command, Option } from 'commander';
import type { CommandIo } from '../command-io.js';
import {
  commonMaxLength,
  type MeasuredModel,
  measureDirectories,
  modelRatios,
} from '../measurement/measure-directories.js';
import { DEFAULT_ROUNDS } from '../measurement/measure-speeds.js';
import { MEASURED_ROWS, measuredLines } from '../measurement/measured-rows.js';
import { dictionaryRecords, recordsOfLengths } from '../measurement/measured-texts.js';
import { MAXIMUM_COUNT, wholeNumberOption } from '../options/number-options.js';
import {
  batchSizeOption,
  inputOption,
  jsonOption,
  maxLengthOption,
  modelOption,
  providerOption,
  threadsOption,
} from '../options/shared-options.js';
import type { InputRecord } from '../prediction/input-record.js';
import { readRecords } from '../prediction/read-records.js';
import { jsonLine } from '../report/json-line.js';
import { formatCount } from '../report/number-format.js';
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
  readonly provider: ExecutionProvider;
  readonly json?: boolean;
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
    .addOption(providerOption())
    .addOption(jsonOption('print the figures as one line of JSON'))
    .action(async (options: BenchOptions) => finish(await bench(options, io)));
}

async function bench(options: BenchOptions, io: CommandIo): Promise<number> {
  const { model, against, rounds, batchSize, threads, provider } = options;
  const directories = against === undefined ? [model] : [model, against];
  const described = await Promise.all(directories.map(describe));
  const records = await chooseRecords(options, described[0] as DescribedDirectory, io);
  // Texts of given lengths are not to be cut.
  const uncut = options.lengths === undefined ? undefined : described[0]?.config.maxPositionEmbeddings;
  const maxLength = await commonMaxLength(options.maxLength ?? uncut, described);
  writeProgress(io.stderr, `texts: ${formatCount(records.length)}; rounds: ${rounds}, and one before\n`);
  const onRound = (round: number) =>
    writeProgress(io.stderr, round === 0 ? 'warmed up\n' : `round ${round} of ${rounds}\n`);
  const settings = { records, batchSize, maxLength, threads, provider, rounds, onRound };
  const measured = await measureDirectories(directories, settings);
  await writeResults(io.stdout, options.json ? formatJson(measured, records.length) : formatLines(measured));
  return 0;
}

type DescribedDirectory = ModelDescription & { readonly directory: string };

/** The weights stay where they are: they would be in this process for as long as others are measured. */
async function describe(directory: string): Promise<DescribedDirectory> {
  return { directory, ...(await describeModelDirectory(directory)) };
}

async function chooseRecords(
  { input, lengths }: BenchOptions,
  description: DescribedDirectory,
  { stdin }: CommandIo,
): Promise<InputRecord[]> {
  const { architecture, directory } = description;
  if (lengths !== undefined) return await recordsOfLengths(lengths, description, await loadTokenizer(directory));
  if (input === undefined) return await dictionaryRecords(architecture);
  const records: InputRecord[] = [];
  for await (const record of readRecords({ args: [], input, stdin })) records.push(record);
  return records;
}

function formatJson([first, second]: readonly MeasuredModel[], texts: number): string {
  return jsonLine({
    ...(first as MeasuredModel),
    texts,
    ...(second !== undefined && { against: second, ratio: modelRatios(first as MeasuredModel, second) }),
  });
}

function formatLines(measured: readonly MeasuredModel[]): string {
  const [first, second] = measured as [MeasuredModel, MeasuredModel?];
  const models = measured.map((each) => [each.model, each] as const);
  const ratios = second === undefined ? undefined : modelRatios(first, second);
  return `${measuredLines(models, MEASURED_ROWS, ratios).join('\n')}\n`;
}
