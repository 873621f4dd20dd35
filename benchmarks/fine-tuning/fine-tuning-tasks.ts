/** What is fine-tuned: GLUE and WNUT-17 as published, with the settings of both sides. */

/** A task of the comparison. */
export interface FineTuningTask {
  /** As `findTask` has it. */
  readonly name: string;
  /** Its folder in the project's data. */
  readonly folder: string;
  readonly epochs: number;
}

/** The settings that all of them share, ours and PyTorch's. */
export const SETTINGS = { batch: 32, learningRate: 5e-5, maxLength: 128, weightDecay: 0.01, warmupRatio: 0.1 } as const;

export const FINE_TUNING_TASKS: readonly FineTuningTask[] = [
  { name: 'mrpc', folder: 'glue/MRPC', epochs: 3 },
  { name: 'rte', folder: 'glue/RTE', epochs: 3 },
  { name: 'cola', folder: 'glue/CoLA', epochs: 3 },
  { name: 'stsb', folder: 'glue/STS-B', epochs: 3 },
  { name: 'ner', folder: 'ner', epochs: 3 },
  { name: 'sst2', folder: 'glue/SST-2', epochs: 1 },
];

/** Those that the environment names in `FINE_TUNING_TASKS`, `mrpc,sst2`; all by default. */
export function chosenTasks(names = process.env.FINE_TUNING_TASKS): readonly FineTuningTask[] {
  if (names === undefined) return FINE_TUNING_TASKS;
  return names.split(',').map((name) => {
    const task = FINE_TUNING_TASKS.find((each) => each.name === name);
    if (task !== undefined) return task;
    throw new Error(
      `FINE_TUNING_TASKS: there is no '${name}': ${FINE_TUNING_TASKS.map((each) => each.name).join(', ')}`,
    );
  });
}
