import { readTextFileOrFail } from '@bertsmith/tensor/files';
import type { QuestionExample } from '../examples/example.js';
import { BadRows } from '../rows/bad-rows.js';
import { requireRows } from '../rows/check-rows.js';
import { holdOut } from '../rows/hold-out.js';
import type { QuestionAnsweringTask, TaskData, TaskLoadOptions } from '../tasks/task.js';
import { locateSquadFiles } from './locate-squad-files.js';
import { parseJson } from './parse-json.js';
import { parseSquad } from './parse-squad.js';

/** The two versions of SQuAD: `squad` (1.1) and `squad2` (2.0). */
export const SQUAD_TASKS: readonly QuestionAnsweringTask[] = [
  createSquadTask('squad', { version: 'v1.1', mayHaveNoAnswer: false }),
  createSquadTask('squad2', { version: 'v2.0', mayHaveNoAnswer: true }),
];

interface SquadVersion {
  /** As the names of the files have it. */
  readonly version: string;
  readonly mayHaveNoAnswer: boolean;
}

function createSquadTask(name: string, { version, mayHaveNoAnswer }: SquadVersion): QuestionAnsweringTask {
  return {
    specificationVersion: 'v1',
    kind: 'question-answering',
    name,
    metric: 'answerF1',
    mayHaveNoAnswer,
    load: async (options = {}) => {
      const { train, validation } = await locateSquadFiles(name, version, options.path);
      return readParts(train, validation, mayHaveNoAnswer, options);
    },
  };
}

async function readParts(
  train: string,
  validation: string | undefined,
  mayHaveNoAnswer: boolean,
  { onBadRow, signal }: TaskLoadOptions,
): Promise<TaskData<QuestionExample>> {
  const badRows = new BadRows(onBadRow);
  const read = async (path: string) => {
    const json = parseJson(await readTextFileOrFail(path, { signal }), path);
    return requireRows(parseSquad(json, { path, mayHaveNoAnswer, badRows }), path, badRows);
  };
  const rows = await read(train);
  const { skipped } = badRows;
  if (validation !== undefined) return { train: rows, validation: await read(validation), skipped };
  // Questions about one context stay together.
  return { ...holdOut(rows, { keyOf: ({ context }) => context, path: train }), skipped };
}
