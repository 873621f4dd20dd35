import { ConfigError } from '@bertsmith/tensor';
import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { checkTaskLabels } from '../model/check-task-labels.js';
import { checkQuantizeOptions } from '../quantization/check-quantize-options.js';
import { loadFloatDirectory } from '../quantization/load-float-directory.js';
import { quantizationJson, quantizationLines } from '../quantization/quantization-report.js';
import { type FinishedQuantization, quantizeAndSave } from '../quantization/quantize-and-save.js';
import { addQuantizeOptions, type QuantizeCommandOptions } from '../quantization/quantize-options.js';
import { reportSkipped } from '../report/skipped-rows.js';
import { writeProgress } from '../streams/write-progress.js';
import { writeResults } from '../streams/write-results.js';
import { loadTask } from '../task/load-task.js';
import { checkOutputDirectory } from '../training/check-output-directory.js';
import { clearEarlierRun, finishRun } from '../training/finished-run.js';
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
  await clearEarlierRun(output);
  const finished = await quantizeAndSave(original, loaded, options, (line) => writeProgress(io.stderr, `${line}\n`));
  const json = quantizationJson(loaded, options, finished);
  await finishRun(output, json);
  const text = options.json ? json : `${quantizationLines(io, loaded, options, finished).join('\n')}\n`;
  await writeResults(io.stdout, text);
  requireMetDrop(options, finished);
}

/** The model and its figures are there to be looked at; but what goes on when this command succeeds is not to go on with it. */
function requireMetDrop({ maxDrop, output }: QuantizeCommandOptions, { report }: FinishedQuantization): void {
  const { score, layersInFloat } = report;
  if (score === undefined || score.isMet) return;
  const { metric, before, after } = score;
  const drop = (before - after).toPrecision(3);
  throw new ConfigError(
    `--max-drop ${maxDrop} cannot be met with this method: the best is ${metric} ${after.toFixed(4)} of ${before.toFixed(4)}, ${drop} less, with ${layersInFloat.length} layers in float; that model is in ${output}; allow so much, try another --method or more --calibration rows, or train with quantizationAwareTraining`,
    { flag: '--max-drop', expected: maxDrop, closest: before - after },
  );
}
