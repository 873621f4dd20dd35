import { downloadSnapshot, type ModelSnapshot } from '@bertsmith/bert-core/hub';
import { Command } from 'commander';
import type { CommandIo } from '../command-io.js';
import { INTERRUPTED_STATUS, listenForInterrupt } from '../interrupt.js';
import { jsonOption } from '../options/shared-options.js';
import { createDownloadProgress } from '../progress/download-progress.js';
import { jsonLine } from '../report/json-line.js';
import { writeProgress } from '../streams/write-progress.js';
import { writeResults } from '../streams/write-results.js';
import type { Finish } from './finish.js';

interface DownloadOptions {
  readonly revision: string;
  readonly json?: boolean;
}

const INTERRUPT_NOTE = 'stopping; the same command goes on from here';

/** `bertsmith download`: a model of the Hugging Face hub into the cache. */
export function downloadCommand(io: CommandIo, finish: Finish): Command {
  return new Command('download')
    .description("Download a model from the Hugging Face hub into Hugging Face's cache, and print its directory.")
    .argument('<repository>', 'owner and name, such as google-bert/bert-base-uncased')
    .option('--revision <name>', 'a branch, a tag or a commit', 'main')
    .addOption(jsonOption('print the result as one line of JSON'))
    .action(async (repository: string, options: DownloadOptions) => finish(await download(repository, options, io)));
}

async function download(repository: string, { revision, json }: DownloadOptions, io: CommandIo): Promise<number> {
  const progress = createDownloadProgress(io);
  using interrupt = listenForInterrupt(io, () => {
    progress.end();
    writeProgress(io.stderr, `${INTERRUPT_NOTE}\n`);
  });
  const { signal } = interrupt;
  try {
    const onProgress = progress.report.bind(progress);
    const snapshot = await downloadSnapshot(repository, { revision, signal, onProgress });
    progress.end();
    await printSnapshot(snapshot, json ?? false, io);
    return 0;
  } catch (error) {
    if (signal.aborted) return INTERRUPTED_STATUS;
    throw error;
  } finally {
    progress.end();
  }
}

async function printSnapshot({ warnings, ...snapshot }: ModelSnapshot, isJson: boolean, io: CommandIo): Promise<void> {
  for (const warning of warnings) writeProgress(io.stderr, `warning: ${warning}\n`);
  await writeResults(io.stdout, isJson ? jsonLine(snapshot) : `${snapshot.directory}\n`);
}
