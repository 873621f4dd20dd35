import { peakRssBytes } from '@bertsmith/metrics';
import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { INTERRUPTED_STATUS } from '../interrupt.js';
import { requireKeptSources } from '../options/require-kept-sources.js';
import { preparePretraining } from '../pre-training/prepare-pretraining.js';
import { addPretrainOptions, type PretrainOptions } from '../pre-training/pretrain-options.js';
import { createTrainingProgress } from '../progress/training-progress.js';
import { alignedLines } from '../report/aligned-lines.js';
import { jsonLine } from '../report/json-line.js';
import { commandPrefix, resumeCommand, shellArgument } from '../report/next-command.js';
import { formatClock, formatCount, formatMegabytes, formatScore } from '../report/number-format.js';
import { writeResults } from '../streams/write-results.js';
import { checkOutputDirectory } from '../training/check-output-directory.js';
import { clearEarlierRun, finishRun, isOfRun, sayFinishedRun } from '../training/finished-run.js';
import { checkModelOptions } from '../training/model-options.js';
import { beginOrCheckRun } from '../training/run-config.js';
import { describeModel, runTrainer, type SavedRun } from '../training/run-trainer.js';
import { FRESH_LEARNING_RATE } from '../training/train-options.js';
import { trainerSettings } from '../training/trainer-settings.js';
import type { Finish } from './finish.js';

/** `bertsmith pretrain`: a language model from text, from scratch or on from one that is there. */
export function pretrainCommand(io: CommandIo, finish: Finish): Command {
  const command = new Command('pretrain').description('Train a language model on plain text or a Wikipedia dump.');
  return addPretrainOptions(command).action(async (options: PretrainOptions) => {
    checkModelOptions(command);
    requireKeptSources(options);
    finish(await pretrain(options, io));
  });
}

async function pretrain(asked: PretrainOptions, io: CommandIo): Promise<number> {
  const startedAtMs = performance.now();
  const { output, resume = false } = asked;
  if (resume && (await sayFinishedRun(asked, io))) return 0;
  await checkOutputDirectory(output, (asked.overwrite ?? false) || (resume && (await isOfRun(output))));
  if (!resume) await clearEarlierRun(output);
  await beginOrCheckRun(output, asked);
  const progress = createTrainingProgress(io, asked);
  try {
    const note = (line: string) => progress.note(line);
    const { model, tokenizer, train, validation, maxLength, close } = await preparePretraining(asked, note);
    const options = { ...asked, maxLength };
    note(`training ${describeModel(options, model)} on ${formatCount(train.rowCount)} rows`);
    const context = { model, learningRate: FRESH_LEARNING_RATE, metric: 'loss' };
    const settings = { train, validation, ...trainerSettings(options, context) };
    const run = await runTrainer({ model, tokenizer, settings }, options, {
      io,
      command: 'pretrain',
      progress,
      startedAtMs,
    });
    close();
    const record = jsonLine(recordOf(options, run));
    const { isAborted } = run.result;
    if (!isAborted) await finishRun(output, record);
    await writeResults(io.stdout, options.json ? record : describeRun(io, options, run));
    return isAborted ? INTERRUPTED_STATUS : 0;
  } finally {
    progress.end();
  }
}

function recordOf({ output }: PretrainOptions, { result, setupSeconds }: SavedRun) {
  const { evaluation, model, seconds, steps, stepMsMedian, trainedExamples, trainedTokens, isAborted } = result;
  return {
    model: output,
    architecture: model.architecture,
    /** Of held-out rows, in nats: of words to be guessed, and with --next-sentence of pairs, added. */
    loss: evaluation.loss,
    perplexity: evaluation.metrics.perplexity,
    nextSentenceAccuracy: evaluation.metrics.nextSentenceAccuracy,
    examples: trainedExamples,
    evaluationExamples: evaluation.examples,
    ...{ seconds, setupSeconds, steps, stepMsMedian },
    tokensPerSecond: trainedTokens / seconds,
    peakRssBytes: peakRssBytes(),
    parameters: model.arena.parameterCount,
    interrupted: isAborted,
    ...(result.warnings.length > 0 && { warnings: result.warnings }),
  };
}

function describeRun(io: CommandIo, { output }: PretrainOptions, run: SavedRun): string {
  const { evaluation, steps, stepMsMedian, seconds, isAborted } = run.result;
  const bertsmith = commandPrefix(io.environment);
  const pace = `${formatCount(steps)} steps, ${stepMsMedian.toFixed(0)} ms each`;
  const lines = alignedLines([
    ['loss', formatScore(evaluation.loss)],
    ['perplexity', formatScore(evaluation.metrics.perplexity ?? Number.NaN, 1)],
    ['held out', `${formatCount(evaluation.examples)} rows`],
    ['training', `${formatClock(seconds)} (${pace}; set-up ${formatClock(run.setupSeconds)})`],
    ['memory', `${formatMegabytes(peakRssBytes())} at most`],
  ]);
  const next = isAborted
    ? `go on:  ${resumeCommand(io, 'pretrain', output)}`
    : `fine-tune it:  ${bertsmith} train --model ${shellArgument(output)} --task TASK --output DIR`;
  const stopped = isAborted ? `stopped by Ctrl-C after ${formatCount(steps)} steps, ` : '';
  return `${[...lines, '', `${stopped}saved to ${output}`, next].join('\n')}\n`;
}
