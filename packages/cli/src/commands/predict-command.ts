import { createOnnxRuntimeBackend, type ExecutionProvider } from '@bertsmith/backend-onnxruntime';
import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { trainedMaxLength } from '../model/fit-max-length.js';
import { loadModelDirectory } from '../model/load-model-directory.js';
import { loadVectorizer } from '../model/load-vectorizer.js';
import {
  inputOption,
  jsonOption,
  maxLengthOption,
  modelOption,
  outputFileOption,
  providerOption,
  textBatchSizeOption,
  threadsOption,
} from '../options/shared-options.js';
import { answerRecords } from '../prediction/answer-records.js';
import { createPredictor } from '../prediction/predictors/create-predictor.js';
import type { Prediction } from '../prediction/predictors/predictor.js';
import { jsonLine } from '../report/json-line.js';
import { formatScore } from '../report/number-format.js';
import { terminalColors } from '../report/terminal-colors.js';
import type { Finish } from './finish.js';

interface PredictOptions {
  readonly model: string;
  readonly input?: string;
  readonly output?: string;
  readonly batchSize?: number;
  readonly maxLength?: number;
  readonly threads: number;
  readonly provider: ExecutionProvider;
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
    .addOption(textBatchSizeOption())
    .addOption(maxLengthOption())
    .addOption(threadsOption())
    .addOption(providerOption())
    .addOption(jsonOption('print one line of JSON for each text, in order'))
    .action(async (texts: string[], options: PredictOptions) => finish(await predict(texts, options, io)));
}

async function predict(args: readonly string[], options: PredictOptions, io: CommandIo): Promise<number> {
  const format = options.json ? formatJson : lineFormatter(io, options.output);
  return await answerRecords({ args, ...options }, io, async () => {
    const { model, tokenizer } = await loadModelDirectory(options.model);
    const maxLength = await trainedMaxLength(options.maxLength, model.config, options.model);
    const { batchSize, threads } = options;
    const backend = createOnnxRuntimeBackend({ executionProvider: options.provider });
    const vectorizer = await loadVectorizer(model, options.model);
    const parts = { model, tokenizer, vectorizer, backend };
    const predictor = await createPredictor({ ...parts, maxLength, batchSize, threads, frozen: true });
    return {
      answer: async (records, signal) => (await predictor.predict(records, { signal })).map(format),
      dispose: () => predictor.dispose(),
    };
  });
}

function formatJson({ json }: Prediction): string {
  return jsonLine(json);
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
