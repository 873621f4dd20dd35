import type { CommandIo } from '../command-io.js';
import { createTrainingProgress } from '../progress/training-progress.js';
import { writeResults } from '../streams/write-results.js';
import { checkOutputDirectory } from '../training/check-output-directory.js';
import { clearEarlierRun, finishRun } from '../training/finished-run.js';
import { pruneAndSave } from './prune-and-save.js';
import type { PruneOptions } from './prune-options.js';
import { pruningJson, pruningLines } from './pruning-report.js';

/** Prunes by the model's own numbers: there is nothing to score and to train with. */
export async function pruneWithoutTask(options: PruneOptions, io: CommandIo): Promise<number> {
  const startedAtMs = performance.now();
  await checkOutputDirectory(options.output, options.overwrite ?? false);
  await clearEarlierRun(options.output);
  const progress = createTrainingProgress(io, options);
  try {
    const finished = await pruneAndSave(undefined, options, { io, command: 'prune', progress, startedAtMs });
    const json = pruningJson(undefined, options, finished);
    await finishRun(options.output, json);
    const lines = pruningLines(io, undefined, options, finished);
    await writeResults(io.stdout, options.json ? json : `${lines.join('\n')}\n`);
    return 0;
  } finally {
    progress.end();
  }
}
