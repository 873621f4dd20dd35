import type { BertForSequenceClassification } from '@bertsmith/bert-core';
import type { TrainingPlugin } from '@bertsmith/train';
import type { Contender } from '../harness/benchmark.js';
import type { StepSizes } from './bert-case.js';
import { createOurStep } from './our-step.js';

/** What a step is made of. */
export interface PluginStepOptions {
  readonly model: BertForSequenceClassification;
  readonly sizes: StepSizes;
  readonly threads: number;
  /** Steps of a measurement. */
  readonly steps: number;
  readonly plugins?: readonly TrainingPlugin[];
}

/** Milliseconds of a training step with plugins, the mean of several in a row. */
export async function createPluginStep(name: string, options: PluginStepOptions): Promise<Contender> {
  const { model, sizes, threads, steps, plugins = [] } = options;
  const step = await createOurStep(model, sizes, threads, { plugins });
  return {
    ...step,
    name,
    async run() {
      let milliseconds = 0;
      for (let count = 0; count < steps; count++) milliseconds += await step.run();
      return milliseconds / steps;
    },
  };
}
