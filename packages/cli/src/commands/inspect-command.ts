import { stat } from 'node:fs/promises';
import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { formatInspection } from '../inspection/inspection-report.js';
import { readMainSizes } from '../inspection/read-main-sizes.js';
import { readTensors } from '../inspection/read-tensors.js';
import { sumByDType, sumTensors } from '../inspection/tensor-totals.js';
import { jsonOption } from '../options/shared-options.js';
import { jsonLine } from '../report/json-line.js';
import { writeResults } from '../streams/write-results.js';
import type { Finish } from './finish.js';

interface InspectOptions {
  readonly json?: boolean;
}

/** `bertsmith inspect`: what is in a file of weights, or in a model directory. */
export function inspectCommand(io: CommandIo, finish: Finish): Command {
  return new Command('inspect')
    .description('List the tensors of a model: names, dtypes, shapes, parameters, bytes.')
    .argument('<path>', 'a model directory, or a file of weights (.safetensors, .bin, .onnx)')
    .addOption(jsonOption('print all of it as one line of JSON'))
    .action(async (path: string, options: InspectOptions) => {
      await inspect(path, options, io);
      finish(0);
    });
}

async function inspect(path: string, { json }: InspectOptions, io: CommandIo): Promise<void> {
  const tensors = await readTensors(path);
  const isDirectory = (await stat(path)).isDirectory();
  const configuration = isDirectory ? await readMainSizes(path) : undefined;
  const report = json
    ? jsonLine({
        path,
        configuration: configuration ?? null,
        tensors,
        dtypes: dtypesOf(tensors),
        total: sumTensors(tensors),
      })
    : formatInspection(configuration, tensors);
  await writeResults(io.stdout, report);
}

function dtypesOf(tensors: Parameters<typeof sumByDType>[0]): object {
  return Object.fromEntries(sumByDType(tensors));
}
