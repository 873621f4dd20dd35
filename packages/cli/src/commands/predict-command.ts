import { createOnnxRuntimeBackend } from '@bertsmith/backend-onnxruntime';
import { type Classification, TextClassifier } from '@bertsmith/bert-core';
import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { fitMaxLength } from '../model/fit-max-length.js';
import { loadModelDirectory } from '../model/load-model-directory.js';
import { jsonOption, maxLengthOption, modelOption, threadsOption } from '../options/shared-options.js';
import { readTexts } from '../prediction/read-texts.js';
import { jsonLine } from '../report/json-line.js';
import { formatScore } from '../report/number-format.js';
import { terminalColors } from '../report/terminal-colors.js';
import { writeResults } from '../streams/write-results.js';
import type { Finish } from './finish.js';

interface PredictOptions {
  readonly model: string;
  readonly maxLength?: number;
  readonly threads: number;
  readonly json?: boolean;
}

/** Texts that are answered before the first of them is printed. */
const TEXTS_AT_ONCE = 1024;

/** `bertsmith predict`: a label for each text. */
export function predictCommand(io: CommandIo, finish: Finish): Command {
  return new Command('predict')
    .description('Tell the label of each text, from the arguments or, line by line, from standard input.')
    .argument('[texts...]', 'texts to classify; one that begins with "-" goes behind "--"')
    .addOption(modelOption())
    .addOption(maxLengthOption())
    .addOption(threadsOption())
    .addOption(jsonOption('print one line of JSON for each text, in order'))
    .action(async (texts: string[], options: PredictOptions) => finish(await predict(texts, options, io)));
}

async function predict(args: readonly string[], options: PredictOptions, io: CommandIo): Promise<number> {
  const texts = await readTexts(args, io.stdin);
  const { model, tokenizer } = await loadModelDirectory(options.model);
  const maxLength = fitMaxLength(options.maxLength, model.config);
  const { threads } = options;
  await using classifier = await TextClassifier.create({
    model,
    tokenizer,
    backend: createOnnxRuntimeBackend(),
    maxLength,
    threads,
  });
  const format = options.json ? formatJson : formatLine;
  for (let start = 0; start < texts.length; start += TEXTS_AT_ONCE) {
    const some = texts.slice(start, start + TEXTS_AT_ONCE);
    const answers = await classifier.classify(some);
    const lines = answers.map((answer, index) => format(io, some[index] as string, answer));
    await writeResults(io.stdout, lines.join(''));
  }
  return 0;
}

function formatJson(_: CommandIo, text: string, answer: Classification): string {
  return jsonLine({ text, ...answer });
}

/** All labels are known, so the column of the texts is where the longest of them ends. */
function formatLine(
  { stdout, environment }: CommandIo,
  text: string,
  { label, score, scores }: Classification,
): string {
  const { bold, dim } = terminalColors(stdout, environment);
  const width = Math.max(...scores.map((each) => each.label.length));
  return `${bold(label.padEnd(width))}  ${formatScore(score, 3)}  ${dim(text)}\n`;
}
