/** The models of a task and a seed: the teacher, the unpruned one, the pruned ones. */
import { join } from 'node:path';
import type { ModelStore, PruneRecord, TrainRecord } from './model-store.js';
import {
  FINE_TUNING_OPTIONS,
  type PrunedModelsEnvironment,
  type PrunedTask,
  RECOVERY_OPTIONS,
  SHARED_OPTIONS,
  TARGET_MARGIN,
} from './settings.js';

/** What all runs start from. */
export interface PrunedRunsOptions {
  readonly store: ModelStore;
  readonly task: PrunedTask;
  readonly seed: number;
  /** The pre-trained model. */
  readonly model: string;
  /** The folder of all data. */
  readonly data: string;
  readonly environment: PrunedModelsEnvironment;
}

/** See the top of the file. */
export class PrunedRuns {
  readonly #options: PrunedRunsOptions;

  constructor(options: PrunedRunsOptions) {
    this.#options = options;
  }

  /** Fine-tuned, and not yet pruned: what is pruned, and teaches unless the environment says otherwise. */
  teacher(): Promise<TrainRecord> {
    const { task } = this.#options;
    return this.#fineTuned('teacher', task.teacherEpochs);
  }

  /** Fine-tuned for as many epochs as the pruned ones in all. */
  unpruned(): Promise<TrainRecord> {
    const { task } = this.#options;
    return this.#fineTuned('unpruned', task.teacherEpochs + task.recoverEpochs);
  }

  /** With words, heads and units taken out, so many times as fast. */
  faster(speedup: string): Promise<PruneRecord> {
    const { batch, structure, words, frequency } = this.#options.environment;
    const vocabulary = ['--vocabulary-texts', words, '--vocabulary-frequency', frequency];
    const methods = ['--method', `vocabulary,${structure}`, ...vocabulary];
    const target = ['--target-speedup', (TARGET_MARGIN * Number(speedup)).toFixed(2), '--target-batch', batch];
    return this.#pruned(`faster-${speedup}`, [...methods, ...target]);
  }

  /** With a share of the encoder's weights set to 0. */
  async sparser(method: string, sparsity: string): Promise<PruneRecord> {
    const { task, environment } = this.#options;
    const { model } = await this.#recoveryTeacher();
    // A GPU answers sooner than a disk.
    const isKept = task.keepsTeacher && environment.provider === 'cpu';
    const options = isKept ? ['--teacher-cache', `${model}-outputs`] : [];
    return await this.#pruned(`${method}-${sparsity}`, ['--method', method, '--sparsity', sparsity, ...options]);
  }

  /** Some steps of training on from a model that is there. */
  trained(model: string, steps: number): Promise<TrainRecord> {
    const { store, environment } = this.#options;
    const start = [
      'train',
      '--model',
      model,
      '--max-steps',
      String(steps),
      '--max-examples',
      environment.rows ?? '8192',
    ];
    return store.tryOut([...start, ...this.#taskOptions()]);
  }

  /** Who teaches while a pruned model recovers. */
  #recoveryTeacher(): Promise<TrainRecord> {
    return this.#options.environment.teacher === 'unpruned' ? this.unpruned() : this.teacher();
  }

  #fineTuned(name: string, epochs: number): Promise<TrainRecord> {
    const start = ['train', '--model', this.#options.model, '--epochs', String(epochs), ...FINE_TUNING_OPTIONS];
    return this.#options.store.make(this.#nameOf(name), [...start, ...this.#taskOptions(), ...this.#rowOptions()]);
  }

  async #pruned(name: string, how: readonly string[]): Promise<PruneRecord> {
    const { store, task, environment } = this.#options;
    const { model } = await this.teacher();
    const teacher = await this.#recoveryTeacher();
    const lesson = teacher.model === model ? [] : ['--teacher', teacher.model];
    const recovery = [
      ...RECOVERY_OPTIONS,
      ...lesson,
      '--recover-epochs',
      String(task.recoverEpochs),
      ...environment.options,
    ];
    const args = ['prune', '--model', model, ...how, ...recovery, ...this.#taskOptions(), ...this.#rowOptions()];
    return await store.make(this.#nameOf(name), args);
  }

  #nameOf(name: string): string {
    const { task, seed, environment } = this.#options;
    const trial = environment.rows === undefined ? '' : `-${environment.rows}-rows`;
    return `${task.name}-${seed}-${name}${trial}`;
  }

  #taskOptions(): string[] {
    const { task, data, seed, environment } = this.#options;
    const provider = environment.provider === 'cpu' ? [] : ['--provider', environment.provider];
    return [
      '--task',
      task.name,
      '--data',
      join(data, task.folder),
      '--seed',
      String(seed),
      ...SHARED_OPTIONS,
      ...provider,
    ];
  }

  #rowOptions(): string[] {
    const { rows } = this.#options.environment;
    return rows === undefined ? [] : ['--max-examples', rows];
  }
}
