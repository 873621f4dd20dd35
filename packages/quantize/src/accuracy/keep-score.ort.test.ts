import { multiply } from '@bertsmith/graph';
import { describe, expect, it } from 'vitest';
import { backend, classifier, labelledRows } from '../../test/tiny-models.js';
import { quantize } from '../model/quantize.js';
import type { QuantizeOptions } from '../model/quantize-options.js';
import { dynamicInt8 } from '../schemes/dynamic-int8.js';
import type { QuantizationScheme } from '../schemes/quantization-scheme.js';

const model = classifier();
const quick = { backend, measure: false } as const;
const run = (options: Partial<QuantizeOptions> = {}) => quantize(model, { ...quick, ...options });

/** Labels that the float model gives itself, so that its accuracy is 1. */
async function ownLabels(count: number) {
  const rows = labelledRows(count, () => 0);
  const { Evaluator } = await import('@bertsmith/train');
  await using evaluator = await Evaluator.create({ model, backend, maxLength: 16 });
  const { predictions } = await evaluator.evaluate(rows);
  const data = predictions.kind === 'classes' ? predictions.data : new Int32Array(0);
  return { ...rows, targets: { labels: { per: 'row', dtype: 'int32', data } } } as const;
}

/** Everything that a layer computes is nothing, or thrown far off. */
const scaledBy = (factor: number): QuantizationScheme => {
  const scheme = dynamicInt8();
  return { ...scheme, name: 'wrong', rewrite: (use) => multiply(scheme.rewrite(use) as never, factor) };
};

describe('maxDrop', () => {
  it('leaves nothing in float when the score does not drop', async () => {
    const { report } = await run({ validation: await ownLabels(24), metric: 'accuracy', maxDrop: 0.2 });
    expect(report.score).toMatchObject({ metric: 'accuracy', before: 1, isMet: true });
    expect(report.layersInFloat).toEqual(['classifier']);
    expect(report.score?.agreement).toBe(report.score?.after);
  });

  it('leaves the layer in float that does the harm', async () => {
    const [good, bad] = [dynamicInt8(), scaledBy(-3)];
    const culprit = 'bert.encoder.layer.1.output.dense.weight';
    const mixed: QuantizationScheme = {
      ...good,
      choose: (weight) =>
        ({ ...good.choose(weight), ...(weight.name === culprit && { bad: good.choose(weight).scale }) }) as never,
      rewrite: (use) => {
        try {
          use.tensor('bad');
          return bad.rewrite(use);
        } catch {
          return good.rewrite(use);
        }
      },
    };
    const { report } = await run({ scheme: mixed, validation: await ownLabels(24), metric: 'accuracy', maxDrop: 0.05 });
    expect(report.score?.isMet).toBe(true);
    expect(report.layersInFloat).toEqual(['bert.encoder.layer.1.output.dense', 'classifier']);
    expect(report.layers.filter(({ whyFloat }) => whyFloat === 'score').map(({ name }) => name)).toEqual([
      'bert.encoder.layer.1.output.dense',
    ]);
  });

  it('says that it cannot, and what the best was', async () => {
    const options = {
      scheme: scaledBy(-2),
      tableScheme: null,
      metric: 'accuracy',
      maxDrop: 0,
      validation: await ownLabels(24),
    };
    const { report, model: best } = await run(options);
    expect(report.score?.isMet).toBe(false);
    expect(report.warnings.join()).toMatch(
      /^accuracy drops by more than 0 as long as any layer is quantized: the best is 0\.\d+, of 1/,
    );
    expect(best.formats.size).toBeGreaterThan(0);
  });
});
