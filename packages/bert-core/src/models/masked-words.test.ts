import { gradients, interpret } from '@bertsmith/graph';
import { type Tensor, tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import { TINY_CONFIG } from '../../test/tiny-config.js';
import { maskedTargets } from '../losses/masked-targets.js';
import { namedParameters } from '../parameters/named-parameters.js';
import { BertForMaskedLM } from './bert-for-masked-lm.js';
import { BertForPreTraining } from './bert-for-pre-training.js';

/** The interpreter computes in float64; what is left are sums in another order. */
const TOLERANCE = 1e-12;
const { vocabSize } = TINY_CONFIG;

const int32 = (rows: number[][]) =>
  tensor('int32', [rows.length, rows[0]?.length ?? 0], Int32Array.from(rows.flat())) as Tensor<'int32'>;
const INPUTS = {
  input_ids: int32([
    [1, 5, 7, 2],
    [1, 9, 2, 0],
  ]),
  attention_mask: int32([
    [1, 1, 1, 1],
    [1, 1, 1, 0],
  ]),
  token_type_ids: int32([
    [0, 0, 0, 0],
    [0, 0, 0, 0],
  ]),
};
const LABELS = int32([
  [-100, 3, -100, 8],
  [-100, 11, -100, -100],
]);
const nextSentence = { next_sentence_label: tensor('int32', [2], Int32Array.of(0, 1)) as Tensor };

describe.each([
  ['BertForMaskedLM', BertForMaskedLM.initialize(TINY_CONFIG, { seed: 1 }), 'logits', {}],
  ['BertForPreTraining', BertForPreTraining.initialize(TINY_CONFIG, { seed: 1 }), 'prediction_logits', nextSentence],
] as const)('%s', (_, model, allLogits, otherTargets) => {
  const parameters = Object.fromEntries(namedParameters(model.arena));
  const run = (targets: object, graph = model.buildEvaluationGraph()) =>
    interpret(graph, { ...parameters, ...INPUTS, ...otherTargets, ...targets });

  it('predicts for the tokens that are asked for what it predicts for all, and for no others', () => {
    const all = interpret(model.buildInferenceGraph(), { ...parameters, ...INPUTS }).get(allLogits)?.data ?? [];
    const asked = run(maskedTargets(LABELS, { padTo: 1 })).get('masked_logits');
    expect(asked?.shape).toEqual([3, vocabSize]);
    const rows = [1, 3, 5].flatMap((position) =>
      Array.from(all).slice(position * vocabSize, (position + 1) * vocabSize),
    );
    expect(largestDifference(asked?.data, rows)).toBeLessThan(TOLERANCE);
  });

  it('has the same loss and gradients however many entries fill up', () => {
    const { graph } = gradients(model.buildTrainingGraph());
    const [exact, filled] = [1, 8].map((padTo) => run(maskedTargets(LABELS, { padTo }), graph));
    for (const [output, { data }] of exact ?? []) {
      if (output === 'masked_logits') continue;
      expect(largestDifference(filled?.get(output)?.data, data), output).toBeLessThan(TOLERANCE);
    }
    expect(exact?.get('loss')?.data[0]).toBeGreaterThan(0);
  });

  it('has no loss and no gradient of words where nothing is asked for', () => {
    const labels = int32([
      [-100, -100, -100, -100],
      [-100, -100, -100, -100],
    ]);
    const outputs = run(maskedTargets(labels), gradients(model.buildTrainingGraph()).graph);
    expect(outputs.get('loss')?.data[0]).toBeCloseTo(
      nextSentenceLoss(outputs.get('seq_relationship_logits')?.data),
      12,
    );
    expect(outputs.get('gradient:cls.predictions.bias')?.data.every((each) => each === 0)).toBe(true);
  });
});

/** The mean of `-log softmax` at the labels 0 and 1 of two rows of two logits; 0 for a model without that head. */
function nextSentenceLoss(logits: ArrayLike<number> | undefined): number {
  if (logits === undefined) return 0;
  const [a = 0, b = 0, c = 0, d = 0] = Array.from(logits);
  return (Math.log(1 + Math.exp(b - a)) + Math.log(1 + Math.exp(c - d))) / 2;
}
