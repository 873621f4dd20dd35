/** What can be read back of decisions: their shapes; whether they fit the model, the surgery checks. */
import type { StructurePlan } from '@bertsmith/prune';

/** Numbers of layers, heads or units. */
export function isListOfNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((each) => Number.isInteger(each) && each >= 0);
}

/** A share above 0. */
export function isDensity(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value <= 1;
}

/** Heads and units of layers. */
export function isStructurePlan(value: unknown): value is StructurePlan {
  const layers: unknown = (value as { layers?: unknown } | null)?.layers;
  return Array.isArray(layers) && layers.every(isKeptLayer);
}

function isKeptLayer(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { layer, heads, units } = value as Record<string, unknown>;
  return Number.isInteger(layer) && isListOfNumbers(heads) && isListOfNumbers(units);
}
