import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { checkTaskLabels } from '../model/check-task-labels.js';
import { checkQuantizeOptions } from '../quantization/check-quantize-options.js';
import { loadFloatDirectory } from '../quantization/load-float-directory.js';
import { quantizationJson, quantizationLines } from '../quantization/quantization-report.js';
import { quantizeAndSave } from '../quantization/quantize-and-save.js';
import { addQuantizeOptions, type QuantizeCommandOptions } from '../quantization/quantize-options.js';
import { requireMetDrop } from '../quantization/require-met-drop.js';
import { reportSkipped } from '../report/skipped-rows.js';
import { writeProgress } from '../streams/write-progress.js';
import { writeResults } from '../streams/write-results.js';
import { loadTask } from '../task/load-task.js';
import { checkOutputDirectory } from '../training/check-output-directory.js';
import { finishRun } from '../training/finished-run.js';
import type { Finish } from './finish.js';

/** `bertsmith quantize`: a model with weights of fewer bits, measured beside the one that it is made from. */
export function quantizeCommand(io: CommandIo, finish: Finish): Command {
  const command = new Command('quantize').description(
    'Keep the weights of a model in fewer bits, and measure it before and after.',
  );
  return addQuantizeOptions(command).action(async (options: QuantizeCommandOptions) => {
    checkQuantizeOptions(command, options);
    await runQuantize(options, io);
    finish(0);
  });
}

async function runQuantize(options: QuantizeCommandOptions, io: CommandIo): Promise<void> {
  const { model, task, output, overwrite = false } = options;
  const original = await loadFloatDirectory(model, task !== undefined);
  await checkOutputDirectory(output, overwrite);
  const loaded = task === undefined ? undefined : await loadTask({ ...options, task });
  if (loaded !== undefined) {
    checkTaskLabels(original.model, loaded);
    reportSkipped(io.stderr, loaded);
  }
  const finished = await quantizeAndSave(original, loaded, options, (line) => writeProgress(io.stderr, `${line}\n`));
  const json = quantizationJson(loaded, options, finished);
  await finishRun(output, json);
  const text = options.json ? json : `${quantizationLines(io, loaded, options, finished).join('\n')}\n`;
  await writeResults(io.stdout, text);
  requireMetDrop(options, finished.report);
}
