import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { EncodedExamples } from '@bertsmith/data';
import type { Backend } from '@bertsmith/graph';
import { Evaluator } from '@bertsmith/train';
import { removeLayers } from '../surgery/remove-layers.js';

/** What layers are scored with. */
export interface LayerScoringOptions {
  readonly backend: Backend;
  /** Labelled rows; some hundred are enough. */
  readonly examples: EncodedExamples;
  /** The longest sequence, in tokens. */
  readonly maxLength: number;
  /** Default: the backend's. */
  readonly threads?: number;
}

/**
 * How much each layer matters: by how much the loss on some examples rises when it is left out and nothing is trained again. A negative
 * score is a layer that does harm.
 *
 * One layer at a time is left out, so what layers do together is not seen. Each takes a model of its own, one after another.
 *
 * @returns `[layers]`, in units of the loss
 * @throws InputError when there are no examples, or one does not fit the model; ConfigError for a model with one layer, which cannot do without it
 * @example
 * const scores = await scoreLayers(model, { backend, examples, maxLength: 128 });
 * const smaller = removeLayers(model, { choice: 'least-important', count: 2, scores });
 */
export async function scoreLayers(model: BertModelWithHead, options: LayerScoringOptions): Promise<Float64Array> {
  const scores = new Float64Array(model.config.numHiddenLayers);
  const whole = await lossOf(model, options);
  for (const layer of scores.keys()) {
    scores[layer] = (await lossOf(removeLayers(model, [layer]), options)) - whole;
  }
  return scores;
}

async function lossOf(
  model: BertModelWithHead,
  { backend, examples, maxLength, threads }: LayerScoringOptions,
): Promise<number> {
  const withThreads = threads === undefined ? {} : { threads };
  await using evaluator = await Evaluator.create({ model, backend, maxLength, ...withThreads });
  return (await evaluator.evaluate(examples)).loss;
}
