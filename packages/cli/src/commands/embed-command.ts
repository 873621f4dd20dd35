import { createOnnxRuntimeBackend, type ExecutionProvider } from '@bertsmith/backend-onnxruntime';
import { SentenceEmbedder, type SentencePooling } from '@bertsmith/bert-core';
import { loadConfig } from '@bertsmith/bert-core/files';
import { ConfigError } from '@bertsmith/tensor';
import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { fitMaxLength } from '../model/fit-max-length.js';
import { loadEmbedder } from '../model/load-embedder.js';
import { wholeNumberOption } from '../options/number-options.js';
import {
  inputOption,
  jsonOption,
  maxLengthOption,
  modelOption,
  outputFileOption,
  poolingOption,
  providerOption,
  textBatchSizeOption,
  threadsOption,
} from '../options/shared-options.js';
import { answerRecords } from '../prediction/answer-records.js';
import { embeddedText } from '../prediction/embedded-text.js';
import { jsonLine } from '../report/json-line.js';
import type { Finish } from './finish.js';

interface EmbedOptions {
  readonly model: string;
  readonly pooling?: SentencePooling;
  readonly normalize?: boolean;
  readonly layer?: number;
  readonly input?: string;
  readonly output?: string;
  readonly batchSize?: number;
  readonly maxLength?: number;
  readonly threads: number;
  readonly provider: ExecutionProvider;
  readonly json?: boolean;
}

const DEEPEST_LAYER = 480;

/** `bertsmith embed`: a vector for each text. */
export function embedCommand(io: CommandIo, finish: Finish): Command {
  return new Command('embed')
    .description('Give each text a vector: the hidden states of its tokens, pooled.')
    .argument('[texts...]', 'texts; one that begins with "-" goes behind "--"')
    .addOption(modelOption())
    .addOption(poolingOption('how tokens become one vector (default: as the model says, or mean)'))
    .option('--normalize', 'vectors of length 1 (default: as the model says)')
    .addOption(
      wholeNumberOption({
        flag: '--layer',
        description: 'whose hidden states: 0 for the embeddings, 1 for the first layer, ... (default: the last)',
        minimum: 0,
        maximum: DEEPEST_LAYER,
      }),
    )
    .addOption(inputOption())
    .addOption(outputFileOption())
    .addOption(textBatchSizeOption())
    .addOption(maxLengthOption('what the model says'))
    .addOption(threadsOption())
    .addOption(providerOption())
    .addOption(jsonOption('print { "embedding": [...] } for each text, in order'))
    .action(async (texts: string[], options: EmbedOptions) => finish(await embed(texts, options, io)));
}

async function embed(args: readonly string[], options: EmbedOptions, io: CommandIo): Promise<number> {
  const format = options.json ? formatJson : formatNumbers;
  return await answerRecords({ args, ...options }, io, async () => {
    const embedder = await createEmbedder(options);
    return {
      answer: async (records, signal) => (await embedder.embed(records.map(embeddedText), { signal })).map(format),
      dispose: () => embedder.dispose(),
    };
  });
}

function formatJson(vector: Float32Array): string {
  return jsonLine({ embedding: Array.from(vector) });
}

function formatNumbers(vector: Float32Array): string {
  return `${vector.join(' ')}\n`;
}

async function createEmbedder(options: EmbedOptions): Promise<SentenceEmbedder> {
  const { pooling, normalize, layer, batchSize, threads } = options;
  if (layer !== undefined) await requireLayer(layer, options.model);
  const given = { ...(pooling && { pooling }), ...(normalize && { normalize }), layer };
  const { model, tokenizer, maxLength: longest } = await loadEmbedder(options.model, given);
  const maxLength = options.maxLength === undefined ? longest : fitMaxLength(options.maxLength, model.config);
  const backend = createOnnxRuntimeBackend({ executionProvider: options.provider });
  return await SentenceEmbedder.create({ model, tokenizer, backend, maxLength, batchSize, threads, frozen: true });
}

async function requireLayer(layer: number, directory: string): Promise<void> {
  const { numHiddenLayers } = await loadConfig(directory);
  if (layer <= numHiddenLayers) return;
  throw new ConfigError(`--layer is ${layer}, this model has ${numHiddenLayers} layers`, { flag: '--layer', layer });
}
