import { type Tensor, tensor } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../test/distance.js';
import { readReferenceModel, withoutLabels } from '../../test/reference-model.js';
import { runGraph } from '../../test/run-graph.js';
import { loadSequenceClassifier } from '../checkpoint/load-model.js';

/** Against the logits of transformers: float32 sums in another order, which is another for other shapes; logits are around 1. */
const TOLERANCE = 1e-5;

/** Rows `from` to `to` and the first `length` columns of a matrix. */
function cut({ shape, data }: Tensor, [from, to]: readonly [number, number], length: number): Tensor {
  const width = shape[1] as number;
  const rows = Array.from({ length: to - from }, (_, row) => (from + row) * width);
  const values = rows.flatMap((start) => Array.from((data as Int32Array).subarray(start, start + length)));
  return tensor('int32', [rows.length, length], Int32Array.from(values)) as Tensor;
}

async function readCase() {
  const { directory, feeds, logits } = await readReferenceModel('gelu');
  const model = await loadSequenceClassifier(directory);
  const logitsOf = async (inputs: Record<string, Tensor>) =>
    (await runGraph(model.buildInferenceGraph(), model.arena, inputs)).get('logits');
  return { feeds: withoutLabels(feeds), logits, logitsOf };
}

describe('padding', () => {
  it('does not change logits: a row by itself, unpadded, has those that it has in a batch', async () => {
    const { feeds, logits, logitsOf } = await readCase();
    const mask = feeds.attention_mask as Tensor;
    for (const [row, expected] of logits.entries()) {
      const [, width = 0] = mask.shape;
      const length = (mask.data as Int32Array)
        .subarray(row * width, (row + 1) * width)
        .reduce((sum, one) => sum + one, 0);
      const alone = Object.entries(feeds).map(([name, each]) => [name, cut(each, [row, row + 1], length)]);
      expect(largestDifference(await logitsOf(Object.fromEntries(alone)), expected)).toBeLessThan(TOLERANCE);
    }
  });

  it('may be any word of any segment', async () => {
    const { feeds, logits, logitsOf } = await readCase();
    const mask = (feeds.attention_mask as Tensor).data as Int32Array;
    const scribble = (name: string, word: number): Tensor => {
      const { shape, data } = feeds[name] as Tensor;
      return tensor(
        'int32',
        shape,
        (data as Int32Array).map((id, at) => (mask[at] === 0 ? word : id)),
      ) as Tensor;
    };
    const scribbled = { ...feeds, input_ids: scribble('input_ids', 55), token_type_ids: scribble('token_type_ids', 1) };
    expect(largestDifference(await logitsOf(scribbled), logits.flat())).toBeLessThan(TOLERANCE);
  });
});
