import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { fitMaxLength } from '../model/fit-max-length.js';
import { loadAnyModelDirectory } from '../model/load-model-directory.js';
import {
  batchSizeOption,
  inputOption,
  jsonOption,
  maxLengthOption,
  modelOption,
  outputFileOption,
  threadsOption,
} from '../options/shared-options.js';
import { writeAnswers } from '../prediction/answer-output.js';
import { inChunks } from '../prediction/in-chunks.js';
import type { InputRecord } from '../prediction/input-record.js';
import { createPredictor } from '../prediction/predictors/create-predictor.js';
import type { Prediction, Predictor } from '../prediction/predictors/predictor.js';
import { readRecords } from '../prediction/read-records.js';
import { withPlaces } from '../prediction/with-places.js';
import { formatScore } from '../report/number-format.js';
import { terminalColors } from '../report/terminal-colors.js';
import type { Finish } from './finish.js';

interface PredictOptions {
  readonly model: string;
  readonly input?: string;
  readonly output?: string;
  readonly batchSize: number;
  readonly maxLength?: number;
  readonly threads: number;
  readonly json?: boolean;
}

/** `bertsmith predict`: what a model has to say of each text. */
export function predictCommand(io: CommandIo, finish: Finish): Command {
  return new Command('predict')
    .description(
      'Tell what a model makes of each text: its label, its entities, the answer to a question, the words of its gaps.',
    )
    .argument('[texts...]', 'texts; one that begins with "-" goes behind "--"')
    .addOption(modelOption())
    .addOption(inputOption())
    .addOption(outputFileOption())
    .addOption(batchSizeOption())
    .addOption(maxLengthOption())
    .addOption(threadsOption())
    .addOption(jsonOption('print one line of JSON for each text, in order'))
    .action(async (texts: string[], options: PredictOptions) => finish(await predict(texts, options, io)));
}

async function predict(args: readonly string[], options: PredictOptions, io: CommandIo): Promise<number> {
  const records = readRecords({ args, input: options.input, stdin: io.stdin });
  const first = await records.next();
  const { model, tokenizer } = await loadAnyModelDirectory(options.model);
  const maxLength = fitMaxLength(options.maxLength, model.config);
  const { batchSize, threads } = options;
  const backend = createOnnxRuntimeBackend();
  const predictor = await createPredictor({ model, tokenizer, backend, maxLength, batchSize, threads, frozen: true });
  try {
    const format = options.json ? formatJson : lineFormatter(io, options.output);
    const lines = answerLines(inChunks(first, records), predictor, format);
    await writeAnswers(lines, io.stdout, options.output);
  } finally {
    await predictor.dispose();
  }
  return 0;
}

async function* answerLines(
  chunks: AsyncIterable<readonly InputRecord[]>,
  predictor: Predictor,
  format: (prediction: Prediction) => string,
): AsyncGenerator<string> {
  for await (const chunk of chunks) {
    const predictions = await withPlaces(chunk, (records) => predictor.predict(records));
    yield predictions.map(format).join('');
  }
}

function formatJson({ json }: Prediction): string {
  return `${JSON.stringify(json)}\n`;
}

function lineFormatter(
  { stdout, environment }: CommandIo,
  output: string | undefined,
): (prediction: Prediction) => string {
  const { bold, dim } = terminalColors(stdout, output === undefined ? environment : { ...environment, NO_COLOR: '1' });
  return ({ line: { head, score, rest } }) => {
    const parts = [bold(head), ...(score === undefined ? [] : [formatScore(score, 3)]), dim(rest)];
    return `${parts.join('  ')}\n`;
  };
}
