import { type Graph, gradients } from '@bertsmith/graph';
import type { ParameterArena } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { distance, largestDifference, norm } from '../../test/distance.js';
import { REFERENCE_MODELS, readReferenceModel, withoutLabels } from '../../test/reference-model.js';
import { runGraph } from '../../test/run-graph.js';
import { loadSequenceClassifier } from '../checkpoint/load-model.js';

import { BertForSequenceClassification } from './bert-for-sequence-classification.js';

/** Float32 sums of some hundred terms in another order; logits are around 1. */
const VALUE_TOLERANCE = 1e-5;

/** Of the norm of a parameter's gradient: the same, through twice as many operations; 4e-6 was seen, other processors differ more. */
const GRADIENT_TOLERANCE = 1e-4;

/**
 * Of the norm of all gradients. A bias of the keys moves all scores of a query alike, which softmax does not see: its gradient is 0,
 * and both sides have only rounding there.
 */
const ROUNDING_TOLERANCE = 1e-7;

/** The gradients of all parameters, in an arena so that stacked ones come in their parts. */
async function gradientArena(
  model: BertForSequenceClassification,
  graph: Graph,
  feeds: object,
): Promise<ParameterArena> {
  const step = gradients(graph);
  const outputs = await runGraph(step.graph, model.arena, feeds as Parameters<typeof runGraph>[2]);
  const { arena } = new BertForSequenceClassification(model.config);
  for (const [name, each] of step.gradients) {
    if (each.kind === 'dense') arena.get(name).data.set(outputs.get(each.gradient) as Float32Array);
  }
  return arena;
}

describe.each(REFERENCE_MODELS)('a classifier that transformers wrote, with %s', (name) => {
  it('has the logits and the loss of transformers', async () => {
    const reference = await readReferenceModel(name);
    const model = await loadSequenceClassifier(reference.directory);
    const logits = await runGraph(model.buildInferenceGraph(), model.arena, withoutLabels(reference.feeds));
    expect(largestDifference(logits.get('logits'), reference.logits.flat())).toBeLessThan(VALUE_TOLERANCE);
    const outputs = await runGraph(model.buildEvaluationGraph(), model.arena, reference.feeds);
    expect(largestDifference(outputs.get('logits'), reference.logits.flat())).toBeLessThan(VALUE_TOLERANCE);
    expect(largestDifference(outputs.get('loss'), [reference.loss])).toBeLessThan(VALUE_TOLERANCE);
  });

  it('has its gradients, for every parameter', async () => {
    const reference = await readReferenceModel(name);
    const model = await loadSequenceClassifier(reference.directory);
    const arena = await gradientArena(model, model.buildTrainingGraph(), reference.feeds);
    const parts = new Map(arena.parts());
    expect([...parts.keys()].sort()).toEqual([...reference.gradients.keys()].sort());
    const floor =
      ROUNDING_TOLERANCE * norm([...reference.gradients.values()].map(({ data }) => norm(data as Float32Array)));
    for (const [parameter, { data }] of reference.gradients) {
      const expected = data as Float32Array;
      const bound = Math.max(GRADIENT_TOLERANCE * norm(expected), floor);
      expect(distance(parts.get(parameter)?.data, expected), parameter).toBeLessThan(bound);
    }
  });
});
