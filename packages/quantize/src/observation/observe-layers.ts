/** Runs a float model over rows of text, and shows what each of its layers reads. */
import { type BatchOutputs, type BertInferenceModel, EncoderRunner, type TokenRow } from '@bertsmith/bert-core';
import { type Backend, createGraph, type Value } from '@bertsmith/graph';
import { InputError, indexOfNonFinite } from '@bertsmith/tensor';
import { findUses } from '../layers/weight-uses.js';

/** What is run, and on what. */
export interface ObservationRun {
  readonly model: BertInferenceModel;
  readonly backend: Backend;
  readonly rows: readonly TokenRow[];
  /** Default: the runner's. */
  readonly threads?: number | undefined;
}

/** Told what a weight is multiplied by: the elements of `[rows, columns]`, valid until the call returns. */
export type ShowInputs = (weight: string, inputs: Float32Array) => void;

/**
 * One row of text after the other, so that padding is never among what is shown, in the order in which they are given: a sample takes every second, fourth
 * or eighth of what comes, and averages weigh what comes last.
 *
 * @param weights those of matrices that are looked at
 * @throws InputError that names the layer when what it reads is not finite
 */
export async function observeLayers(
  run: ObservationRun,
  weights: ReadonlySet<string>,
  show: ShowInputs,
): Promise<void> {
  const { model, backend, rows, threads } = run;
  const observed = observedInputs(model, weights);
  const runner = await EncoderRunner.create({
    model: withOutputs(model, observed),
    ...{ backend, threads, batchSize: 1, padTokenId: model.config.padTokenId },
  });
  try {
    const showBatch = ({ output }: BatchOutputs) => {
      for (const [name, { weight }] of observed) {
        const inputs = output(name);
        requireFinite(inputs, weight);
        show(weight, inputs);
      }
    };
    await runner.run(rows, showBatch, { inOrder: true });
  } finally {
    await runner.dispose();
  }
}

interface ObservedInput {
  readonly weight: string;
  readonly index: number;
}

/** The inputs by the names that they have as outputs; one that several nodes multiply the same weight by, once. */
function observedInputs(model: BertInferenceModel, weights: ReadonlySet<string>): Map<string, ObservedInput> {
  const observed = new Map<string, ObservedInput>();
  for (const [index, { weight, kind }] of findUses(model.buildInferenceGraph()).entries()) {
    if (kind === 'matrix' && weights.has(weight)) observed.set(`observed.${index}`, { weight, index });
  }
  return observed;
}

/** The same model whose inference graph gives the inputs too. */
function withOutputs(model: BertInferenceModel, observed: ReadonlyMap<string, ObservedInput>): BertInferenceModel {
  return {
    architecture: model.architecture,
    config: model.config,
    arena: model.arena,
    buildInferenceGraph: () => {
      const graph = model.buildInferenceGraph();
      const uses = findUses(graph);
      const inputs = [...observed].map(([name, { index }]) => [name, uses[index]?.x as Value] as const);
      return createGraph(new Map([...graph.outputs, ...inputs]));
    },
  };
}

function requireFinite(inputs: Float32Array, weight: string): void {
  const position = indexOfNonFinite(inputs);
  if (position < 0) return;
  throw new InputError(
    `calibration: ${weight} is given ${inputs[position]}: the model overflows on this text, or its weights are damaged`,
    { weight, position, actual: inputs[position] },
  );
}
