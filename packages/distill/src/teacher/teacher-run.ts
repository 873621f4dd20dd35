import { type BertModelWithHead, namedParameters } from '@bertsmith/bert-core';
import type { Batch, TokenTensor } from '@bertsmith/data';
import type { Backend, Executable, Graph } from '@bertsmith/graph';
import { allFinite, ConfigError, InputError, type Tensor } from '@bertsmith/tensor';
import { labelledFeeds } from '@bertsmith/train';
import type { TeacherOutputs } from './teacher-outputs.js';

/** What {@link TeacherRun.compile} is given. */
export interface TeacherRunOptions {
  readonly teacher: BertModelWithHead;
  /** What is wanted of it. */
  readonly graph: Graph;
  readonly backend: Backend;
  readonly threads?: number | undefined;
  /** The teacher's id of each of the student's words. */
  readonly teacherIds?: Int32Array | undefined;
}

/** A teacher that answers batch by batch. */
export class TeacherRun implements TeacherOutputs {
  readonly #options: TeacherRunOptions;
  readonly #executable: Executable;

  private constructor(options: TeacherRunOptions, executable: Executable) {
    this.#options = options;
    this.#executable = executable;
  }

  /** @throws BackendError when the backend refuses the graph */
  static async compile(options: TeacherRunOptions): Promise<TeacherRun> {
    const { teacher, graph, backend, threads } = options;
    const executable = await backend.compile({
      graph,
      parameters: namedParameters(teacher.arena),
      // Nobody trains it.
      frozenParameters: true,
      ...(threads !== undefined && { threads }),
    });
    return new TeacherRun(options, executable);
  }

  /**
   * @throws ConfigError when the batch is longer than the teacher's texts may be
   * @throws InputError when it says something that is not finite
   */
  async of(batch: Batch): Promise<ReadonlyMap<string, Tensor>> {
    const { graph, teacher } = this.#options;
    requireLength(batch, teacher);
    const feeds = Object.entries(labelledFeeds(this.#withTeacherIds(batch), graph));
    const outputs = await this.#executable.run(Object.fromEntries(feeds.filter(([name]) => graph.inputs.has(name))));
    for (const [name, { data }] of outputs) requireFinite(name, data as Float32Array, batch);
    return outputs;
  }

  async dispose(): Promise<void> {
    await this.#executable.dispose();
  }

  #withTeacherIds(batch: Batch): Batch {
    const { teacherIds } = this.#options;
    if (teacherIds === undefined) return batch;
    const inputIds = { ...batch.inputIds, data: batch.inputIds.data.map((id) => teacherIds[id] as number) };
    return { ...batch, inputIds: inputIds as TokenTensor };
  }
}

/** Where rows are packed, it is their examples that may not be too long. */
function requireLength({ inputIds, packed }: Batch, { config: { maxPositionEmbeddings } }: BertModelWithHead): void {
  const [, sequence] = inputIds.shape as readonly number[] as [number, number];
  const longest = packed?.positionIds.data.reduce((last, position) => Math.max(last, position + 1), 0);
  const length = longest ?? sequence;
  if (length <= maxPositionEmbeddings) return;
  const what = longest === undefined ? 'rows' : 'an example';
  throw new ConfigError(
    `distillation: a batch has ${what} of ${length} tokens, the teacher takes ${maxPositionEmbeddings}: train with a shorter maxLength`,
    { length, maxPositionEmbeddings },
  );
}

function requireFinite(name: string, data: Float32Array, { rowNumbers }: Batch): void {
  if (allFinite(data)) return;
  throw new InputError(
    `distillation: the teacher's '${name}' is not finite for one of the rows ${[...rowNumbers].join(', ')} (from 0): look at these rows, and at the teacher's parameters`,
    { name, rowNumbers: [...rowNumbers] },
  );
}
