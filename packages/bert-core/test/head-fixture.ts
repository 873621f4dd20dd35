/** A model of `fixtures/heads/` with random parameters, and what transformers computed with it. */
import { readdirSync, readFileSync } from 'node:fs';
import { readSafetensors, type Tensor } from '@bertsmith/tensor';
import { type BertConfig, type BertInferenceModel, parseBertConfig } from '../src/index.js';

const FOLDER = new URL('./fixtures/heads/', import.meta.url);

export interface HeadFixture {
  readonly architecture: string;
  readonly config: BertConfig;
  /** By Hugging Face's names. */
  readonly parameters: ReadonlyMap<string, Tensor>;
  readonly feeds: Readonly<Record<string, Tensor>>;
  readonly outputs: ReadonlyMap<string, Float32Array>;
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

/** The names of the fixtures that begin so. */
export function listHeadFixtures(prefix = ''): string[] {
  const names = readdirSync(FOLDER).map((file) => file.replace('.safetensors', ''));
  return names.filter((name) => name.startsWith(prefix)).toSorted();
}

export function readHeadFixture(name: string): HeadFixture {
  const { tensors, metadata } = readSafetensors(readFileSync(new URL(`${name}.safetensors`, FOLDER)));
  const group = (prefix: string) =>
    [...tensors].flatMap(([key, tensor]) =>
      key.startsWith(prefix) ? [[key.slice(prefix.length), tensor] as const] : [],
    );
  const data = (prefix: string) => new Map(group(prefix).map(([key, tensor]) => [key, tensor.data as Float32Array]));
  const json = metadata.get('config') as string;
  return {
    architecture: (JSON.parse(json) as { architectures: string[] }).architectures[0] as string,
    config: parseBertConfig(json, name),
    parameters: new Map(group('parameter:')),
    feeds: Object.fromEntries(group('input:')),
    outputs: data('output:'),
    gradients: data('gradient:'),
  };
}

/** Gives a model the parameters of a fixture; the encoder alone has them without a prefix in Hugging Face's files. */
export function fillParameters({ arena }: BertInferenceModel, { parameters, architecture }: HeadFixture): void {
  const prefix = architecture === 'BertModel' ? 'bert.' : '';
  const named = new Map([...parameters].map(([name, tensor]) => [`${prefix}${name}`, tensor]));
  for (const [name, parameter] of arena.parts()) parameter.data.set(named.get(name)?.data as Float32Array);
}
