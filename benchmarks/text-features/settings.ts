/** How a model of the comparison is trained. */
export interface TrainingSettings {
  readonly epochs: number;
  readonly batch: number;
  readonly learningRate: number;
  /** Tokens. */
  readonly maxLength: number;
}

/** The classes of `wordnet-noun`, by number: their names change no figure. */
export const LABELS: readonly string[] = Array.from({ length: 26 }, (_, label) => `${label}`);

/** From scratch: the settings of the benchmark `wordnet-noun`. */
export const FROM_SCRATCH = {
  preset: 'mini',
  epochs: 3,
  batch: 64,
  learningRate: 3e-4,
  maxLength: 128,
  vocabulary: 30_522,
} as const satisfies TrainingSettings & { readonly preset: string; readonly vocabulary: number };

/** From a checkpoint. */
export const FINE_TUNED: TrainingSettings = { epochs: 1, batch: 64, learningRate: 1e-4, maxLength: 128 };
