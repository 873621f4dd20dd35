/**
 * What quantization costs: the scores of fine-tuned models on development sets, float and in every format, beside Python's own quantizer.
 *
 *     npx -y pnpm@10 exec tsx benchmarks/quantized-inference/accuracy.ts --models DIR [--python PATH] [--max-examples N] [--holdout N]
 *
 * DIR has a folder for each task, `sst2`, `mrpc`, `ner` (WNUT-17), `stsb`, as `bertsmith train --task TASK --output DIR/TASK` writes it; those that are not there
 * are left out. `--holdout 13` scores on the training rows that such a run with `--holdout 13` did not see, too.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FINE_TUNING_TASKS } from '../fine-tuning/fine-tuning-tasks.js';
import { SHARED_FOLDER } from '../harness/shared-folder.js';
import { FORMATS } from './formats.js';
import { openTask, type ScoredTask } from './scored-task.js';

const { values } = parseArgs({
  options: {
    models: { type: 'string' },
    python: { type: 'string' },
    'max-examples': { type: 'string' },
    holdout: { type: 'string' },
  },
});

/** Of the tasks that the other benchmark trains. */
const TASKS = FINE_TUNING_TASKS.filter(({ name }) => ['sst2', 'mrpc', 'ner', 'stsb'].includes(name));

for (const { name: task, folder } of TASKS.filter(({ name }) =>
  existsSync(join(values.models ?? '', name, 'config.json')),
)) {
  const opened = await openTask({
    task,
    data: join(SHARED_FOLDER, 'data', folder),
    directory: join(values.models ?? '', task),
    maxExamples: Number(values['max-examples'] ?? Number.POSITIVE_INFINITY),
    ...(values.holdout !== undefined && { holdout: Number(values.holdout) }),
  });
  console.log(`\n${task}, ${opened.metric}\n\n${await tableOf(opened)}`);
}

async function tableOf(task: ScoredTask): Promise<string> {
  const parts = Object.keys(task.parts);
  const float = await task.score();
  const rows = [row('float32', task.floatBytes, float, float, parts)];
  for (const [name, options] of Object.entries(FORMATS)) {
    const { bytes, scores, note } = await task.scoreQuantized(options);
    rows.push(row(`${name}${note}`, bytes, scores, float, parts));
  }
  if (values.python !== undefined) {
    const { bytes, scores } = await task.scorePython(values.python);
    rows.push(row('onnxruntime.quantization', bytes, scores, float, parts));
  }
  const header = ['format', 'bytes', ...parts.flatMap((part) => [part, 'points lost'])];
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

type Scores = Readonly<Record<string, number>>;

function row(name: string, bytes: number, scores: Scores, float: Scores, parts: readonly string[]): string[] {
  const cells = parts.flatMap((part) => {
    const [score, before] = [scores[part] as number, float[part] as number];
    return [score.toFixed(4), (100 * (before - score)).toFixed(2)];
  });
  return [name, `${(bytes / 1e6).toFixed(1)} MB`, ...cells];
}
