/** Which layers change a model's outputs most when they alone are quantized. */
import { type BertInferenceModel, EncoderRunner, type TokenRow } from '@bertsmith/bert-core';
import type { Formats } from '../layers/rewrite-layers.js';
import type { QuantizeOptions } from '../model/quantize-options.js';
import { assembleModel, type LayerTensors } from '../model/quantize-weights.js';
import { signalAndNoise } from '../numbers/signal-to-noise.js';

/** A layer and what it does to the model. */
export interface LayerSensitivity {
  /** The parameter. */
  readonly weight: string;
  /** The squared error of the model's outputs, of their squares; of outputs that are all zero, the error itself. */
  readonly noise: number;
}

/**
 * Quantizes one layer at a time and compares all outputs with those of the float model; the worst layer comes first.
 *
 * @param rows what the model is run on; some dozen say enough
 */
export async function rankLayers(
  model: BertInferenceModel,
  formats: Formats,
  chosen: ReadonlyMap<string, LayerTensors>,
  rows: readonly TokenRow[],
  options: QuantizeOptions,
): Promise<readonly LayerSensitivity[]> {
  const exact = await outputsOf(model, rows, options);
  const ranking: LayerSensitivity[] = [];
  for (const [weight, scheme] of formats) {
    const alone = assembleModel(model, new Map([[weight, scheme]]), chosen);
    const { signal, noise } = signalAndNoise(exact, await outputsOf(alone, rows, options));
    ranking.push({ weight, noise: signal === 0 ? noise : noise / signal });
  }
  return ranking.sort((a, b) => b.noise - a.noise);
}

/** All outputs of all rows, end to end; a row at a time, so that nothing of it is padding. */
async function outputsOf(
  model: BertInferenceModel,
  rows: readonly TokenRow[],
  { backend, threads }: QuantizeOptions,
): Promise<Float32Array> {
  const names = [...model.buildInferenceGraph().outputs.keys()];
  const { padTokenId } = model.config;
  const runner = await EncoderRunner.create({ model, backend, threads, padTokenId, batchSize: 1, frozen: true });
  const outputs = new Map<number, readonly Float32Array[]>();
  try {
    await runner.run(rows, ({ positions, output }) => {
      outputs.set(
        positions[0] as number,
        names.map((name) => output(name).slice()),
      );
    });
  } finally {
    await runner.dispose();
  }
  return joined(rows.flatMap((_, position) => outputs.get(position) ?? []));
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((count, { length }) => count + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
