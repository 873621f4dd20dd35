/**
 * What stays of an encoder, as plain data: every way to make one smaller ends in such a plan, and one function carries it out
 * (`applyStructure`). It can be written as JSON.
 */
import { type BertConfig, intermediateSizeOf } from '@bertsmith/bert-core';
import { ConfigError } from '@bertsmith/tensor';
import { presentHeads } from './present-heads.js';

/** What stays of a layer. */
export interface KeptLayer {
  /** The layer's number in the model that the plan is for. */
  readonly layer: number;
  /** The heads that stay, ascending, by the numbers that they had before anything was pruned, as in `prunedHeads`. At least one. */
  readonly heads: readonly number[];
  /** The feed-forward units that stay, ascending: rows of the layer's `intermediate.dense` as it is now. At least one. */
  readonly units: readonly number[];
}

/** See the top of the file. */
export interface StructurePlan {
  /** The layers that stay, ascending. At least one. */
  readonly layers: readonly KeptLayer[];
}

/** The plan by which everything stays. */
export function wholeStructure(config: BertConfig): StructurePlan {
  const layers = Array.from({ length: config.numHiddenLayers }, (_, layer) => ({
    layer,
    heads: presentHeads(config, layer),
    units: Array.from({ length: intermediateSizeOf(config, layer) }, (_, unit) => unit),
  }));
  return { layers };
}

/** @throws ConfigError when a plan names what is not there, names it twice or in another order, or leaves nothing of a layer or model */
export function checkStructurePlan(config: BertConfig, { layers }: StructurePlan): void {
  const all = wholeStructure(config).layers;
  requireSome(
    layers.map(({ layer }) => layer),
    all.map(({ layer }) => layer),
    'layers',
  );
  for (const { layer, heads, units } of layers) {
    const whole = all[layer] as KeptLayer;
    requireSome(heads, whole.heads, `heads of layer ${layer}`);
    requireSome(units, whole.units, `units of layer ${layer}`);
  }
}

function requireSome(kept: readonly number[], present: readonly number[], what: string): void {
  const known = new Set(present);
  const isAscending = kept.every((each, index) => index === 0 || each > (kept[index - 1] as number));
  if (kept.length > 0 && isAscending && kept.every((each) => known.has(each))) return;
  const [shown, there] = [kept, present].map(listNumbers);
  throw new ConfigError(
    `a structure plan: the ${what} that stay: expected one or more of ${there}, each once and ascending, found ${shown}`,
    { what, expected: present, actual: kept },
  );
}

/** More numbers than this are cut off. */
const LISTED_NUMBERS = 16;

/** `0, 1, 2, ... (9 more)`, for messages. */
export function listNumbers(numbers: readonly number[]): string {
  if (numbers.length === 0) return 'none';
  const rest = numbers.length > LISTED_NUMBERS ? `, ... (${numbers.length - LISTED_NUMBERS} more)` : '';
  return `${numbers.slice(0, LISTED_NUMBERS).join(', ')}${rest}`;
}
