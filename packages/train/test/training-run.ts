/** The fixture `training-run`: 20 steps of transformers and PyTorch. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Batch, TokenTensor } from '@bertsmith/data';
import { readSafetensors, type Tensor, tensor } from '@bertsmith/tensor';

export interface TrainingRun {
  /** A model directory: the parameters before the first step. */
  readonly directory: string;
  readonly settings: Readonly<
    Record<'warmupSteps' | 'totalSteps' | 'learningRate' | 'weightDecay' | 'maxGradientNorm', number>
  >;
  readonly steps: readonly TrainingRunStep[];
  /** The parameters after the last step, by the names of `model.safetensors`. */
  readonly trained: ReadonlyMap<string, Tensor>;
}

export interface TrainingRunStep {
  readonly batch: Batch;
  readonly loss: number;
  /** Before clipping. */
  readonly gradientNorm: number;
  readonly learningRate: number;
}

interface StepJson extends Omit<TrainingRunStep, 'batch'> {
  readonly inputs: Readonly<Record<'input_ids' | 'attention_mask' | 'token_type_ids', number[][]>> & {
    readonly labels: number[];
  };
}

export async function readTrainingRun(): Promise<TrainingRun> {
  const directory = fileURLToPath(new URL('./fixtures/training-run/', import.meta.url));
  const { settings, steps } = JSON.parse(readFileSync(`${directory}run.json`, 'utf8'));
  const trained = readSafetensors(await readFile(`${directory}trained.safetensors`)).tensors;
  return { directory, settings, steps: (steps as StepJson[]).map(readStep), trained };
}

function readStep({ inputs, ...figures }: StepJson): TrainingRunStep {
  const { labels } = inputs;
  const batch = {
    inputIds: tokenTensor(inputs.input_ids),
    attentionMask: tokenTensor(inputs.attention_mask),
    tokenTypeIds: tokenTensor(inputs.token_type_ids),
    targets: { labels: tensor('int32', [labels.length], Int32Array.from(labels)) as Tensor },
    lossWeight: labels.length,
    rowNumbers: Int32Array.from(labels.keys()),
    realTokens: inputs.attention_mask.flat().reduce((sum, one) => sum + one, 0),
  };
  return { batch, ...figures };
}

function tokenTensor(rows: readonly number[][]): TokenTensor {
  const shape = [rows.length, rows[0]?.length ?? 0];
  return tensor('int32', shape, Int32Array.from(rows.flat())) as Tensor as TokenTensor;
}
