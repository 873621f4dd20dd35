import { dirname } from 'node:path';
import type { SentencePooling } from '@bertsmith/bert-core';
import { exportOnnx, type OnnxExport } from '@bertsmith/bert-core/files';
import { makeDirectory } from '@bertsmith/tensor/files';
import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { checkOutputFiles } from '../export/check-output-files.js';
import { loadExportedModel } from '../export/load-exported-model.js';
import { RequiredOption } from '../options/required-option.js';
import { jsonOption, modelOption, poolingOption } from '../options/shared-options.js';
import { jsonLine } from '../report/json-line.js';
import { formatMegabytes } from '../report/number-format.js';
import { writeResults } from '../streams/write-results.js';
import type { Finish } from './finish.js';

interface ExportOptions {
  readonly model: string;
  readonly output: string;
  readonly pooling?: SentencePooling;
  readonly externalData?: boolean;
  readonly overwrite?: boolean;
  readonly json?: boolean;
}

/** `bertsmith export`: a model as an ONNX file. */
export function exportCommand(io: CommandIo, finish: Finish): Command {
  return new Command('export')
    .description('Write a model as an ONNX file, which ONNX Runtime loads in Python, in Node and in the browser.')
    .addOption(modelOption())
    .addOption(new RequiredOption('--output <file>', 'the ONNX file; its directory is made if need be'))
    .addOption(poolingOption('one vector for each text instead of the outputs of the model'))
    .option('--external-data', 'put the parameters into a second file, FILE.data (default: only past 2 GiB)')
    .option('--overwrite', 'replace files that are there')
    .addOption(jsonOption('print what was written as one line of JSON'))
    .action(async (options: ExportOptions) => finish(await runExport(options, io)));
}

async function runExport(options: ExportOptions, io: CommandIo): Promise<number> {
  const { output, externalData = false, overwrite = false } = options;
  await checkOutputFiles([output, `${output}.data`], overwrite);
  const model = await loadExportedModel(options.model, options.pooling);
  await makeDirectory(dirname(output));
  const written = await exportOnnx(model, output, { externalData });
  const json = () => jsonLine({ model: options.model, architecture: model.architecture, ...written });
  await writeResults(io.stdout, options.json ? json() : formatExport(written));
  return 0;
}

function formatExport({ files, inputs, outputs }: OnnxExport): string {
  const saved = files.map(({ path, sizeBytes }) => `saved to ${path} (${formatMegabytes(sizeBytes)})`);
  return `${[`inputs   ${inputs.join(', ')}`, `outputs  ${outputs.join(', ')}`, ...saved].join('\n')}\n`;
}
