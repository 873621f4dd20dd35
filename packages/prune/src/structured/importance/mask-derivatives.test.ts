import { type BertBase, type BertModelWithHead, namedParameters } from '@bertsmith/bert-core';
import { gradients, interpret } from '@bertsmith/graph';
import { type Tensor, tensor } from '@bertsmith/tensor';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { arbitraryConfig } from '../../../test/structured/arbitrary-structure.js';
import { scaleUnits } from '../../../test/structured/silence.js';
import { fillParameters, MODEL_CLASSES, twoTexts } from '../../../test/structured/tiny-models.js';
import { presentHeads } from '../surgery/present-heads.js';
import { maskDerivatives } from './output-matrices.js';

/** Of the factors. Weights are float32, so their products with it are rounded: 6e-8 / 1e-3 of their size. */
const STEP = 1e-3;

/** Of the largest derivative: the rounding above, and the square of the step. */
const TOLERANCE = 1e-3;

type Learner = BertBase & BertModelWithHead;

const LABELS = tensor('int32', [2], Int32Array.of(2, 0)) as Tensor;

/** A width of 1 or 2 is all but gone in a normalization. */
const wideConfig = arbitraryConfig.filter(({ hiddenSize }) => hiddenSize >= 4);

function feedsOf(model: Learner): Record<string, Tensor> {
  const { feature_ids: _, feature_values: __, ...texts } = twoTexts(model.config.vocabSize);
  return { ...texts, labels: LABELS, ...Object.fromEntries(namedParameters(model.arena)) };
}

function lossOf(model: Learner): number {
  return interpret(model.buildEvaluationGraph(), feedsOf(model)).get('loss')?.data[0] as number;
}

/** In the layout of the arena. */
function gradientsOf(model: Learner): Float32Array {
  const step = gradients(model.buildEvaluationGraph());
  const outputs = interpret(step.graph, feedsOf(model));
  const buffer = new Float32Array(model.arena.data.length);
  for (const [name, each] of step.gradients) {
    if (each.kind === 'dense') {
      model.arena.view(model.arena.entry(name), buffer).data.set(outputs.get(each.gradient)?.data as ArrayLike<number>);
    }
  }
  return buffer;
}

it('derivatives by masks, from the gradients of parameters, are those of a model that is really masked', () => {
  fc.assert(
    fc.property(wideConfig, fc.integer({ min: 0, max: 99 }), (config, seed) => {
      const model = fillParameters(MODEL_CLASSES.BertForSequenceClassification!(config) as Learner, seed);
      const derivatives = maskDerivatives(config, model.arena, gradientsOf(model));
      const all = [...derivatives.heads, ...derivatives.units].flatMap((each) => Array.from(each, Math.abs));
      const bound = TOLERANCE * Math.max(...all);
      const check = (kind: 'heads' | 'units', layer: number, number: number, derivative: number | undefined) => {
        const lossAt = (factor: number) => lossOf(scaleUnits(model, { [kind]: { [layer]: [number] } }, factor));
        const difference = (lossAt(1 + STEP) - lossAt(1 - STEP)) / (2 * STEP);
        expect(Math.abs((derivative as number) - difference)).toBeLessThan(bound);
      };
      for (let layer = 0; layer < config.numHiddenLayers; layer++) {
        const heads = presentHeads(config, layer);
        heads.forEach((head, index) => void check('heads', layer, head, derivatives.heads[layer]?.[index]));
        check('units', layer, 0, derivatives.units[layer]?.[0]);
      }
    }),
    { seed: 2, numRuns: 8 },
  );
});
