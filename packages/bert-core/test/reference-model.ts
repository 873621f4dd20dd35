/** A model of `fixtures/`, and what transformers computed with it. */
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { readSafetensors, type Tensor, tensor } from '@bertsmith/tensor';

/** The fixtures, by the activation that their models have. */
export const REFERENCE_MODELS = ['gelu', 'gelu_new', 'relu'] as const;

export type ReferenceName = (typeof REFERENCE_MODELS)[number];

export interface ReferenceModel {
  readonly directory: string;
  /** The inputs of a graph with a loss. */
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly logits: readonly (readonly number[])[];
  readonly loss: number;
  /** By the names of `model.safetensors`. */
  readonly gradients: ReadonlyMap<string, Tensor>;
}

interface ExpectedJson {
  readonly inputs: Readonly<Record<string, number[] | number[][]>>;
  readonly logits: readonly number[][];
  readonly loss: number;
}

/** Where a fixture's model is. */
export function referenceDirectory(name: ReferenceName): string {
  return fileURLToPath(new URL(`./fixtures/${name}/`, import.meta.url));
}

export async function readReferenceModel(name: ReferenceName): Promise<ReferenceModel> {
  const directory = referenceDirectory(name);
  const { inputs, logits, loss } = JSON.parse(readFileSync(`${directory}expected.json`, 'utf8')) as ExpectedJson;
  const feeds = Object.entries(inputs).map(([input, values]) => [input, int32Tensor(values)]);
  const gradients = readSafetensors(await readFile(`${directory}gradients.safetensors`)).tensors;
  return { directory, feeds: Object.fromEntries(feeds), logits, loss, gradients };
}

/** Feeds without the labels: those of a graph without a loss. */
export function withoutLabels({ labels: _, ...rest }: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  return rest;
}

function int32Tensor(values: number[] | number[][]): Tensor {
  const columns = Array.isArray(values[0]) ? [values[0].length] : [];
  return tensor('int32', [values.length, ...columns], Int32Array.from(values.flat())) as Tensor;
}
