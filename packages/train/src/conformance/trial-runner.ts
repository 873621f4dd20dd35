/** Runs of the plugin that is checked. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { TrainingPlugin } from '../plugins/training-plugin.js';
import { Trainer } from '../trainer/trainer.js';
import type { TrainerOptions } from '../trainer/trainer-options.js';
import type { StepEvent } from '../trainer/training-event.js';
import { defaultTrial } from './default-trial.js';
import type { PluginConformanceOptions, PluginTrial } from './plugin-conformance-options.js';

/** What a trial came to. */
export interface TrialOutcome {
  readonly model: BertModelWithHead;
  readonly steps: readonly StepEvent[];
  /** The loss of the last evaluation. */
  readonly evaluationLoss: number;
}

/** Makes plugins, and runs trials of them. */
export class TrialRunner {
  readonly createPlugin: () => TrainingPlugin;
  readonly #options: PluginConformanceOptions;
  #alone: Promise<TrialOutcome> | undefined;

  constructor(createPlugin: () => TrainingPlugin, options: PluginConformanceOptions) {
    this.createPlugin = createPlugin;
    this.#options = options;
  }

  /** What runs the trials. */
  get backend(): PluginConformanceOptions['backend'] {
    return this.#options.backend;
  }

  /** Options of a trial, with a fresh model. */
  trial(): PluginTrial {
    return (this.#options.trial ?? defaultTrial)();
  }

  /** A run with a fresh model, of a fresh plugin unless others are given. */
  async run(overrides: Partial<TrainerOptions> = {}): Promise<TrialOutcome> {
    const steps: StepEvent[] = [];
    const trainer = new Trainer({
      ...this.trial(),
      backend: this.#options.backend,
      plugins: [this.createPlugin()],
      ...overrides,
      onEvent: (event) => {
        if (event.kind === 'step') steps.push(event);
        overrides.onEvent?.(event);
      },
    });
    const { model, evaluation } = await trainer.train();
    return { model, steps, evaluationLoss: evaluation.loss };
  }

  /** The run of a fresh plugin and nothing else, which others are compared with: made once. */
  async alone(): Promise<TrialOutcome> {
    this.#alone ??= this.run();
    return await this.#alone;
  }
}

/** Gives a directory to work in, which is removed afterwards. */
export async function inTemporaryDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'bertsmith-conformance-'));
  try {
    return await work(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
