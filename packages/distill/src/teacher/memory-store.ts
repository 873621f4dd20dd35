import { ConfigError } from '@bertsmith/tensor';
import type { OutputStore } from './output-store.js';
import type { RowPlaces } from './row-places.js';
import type { OutputLayout } from './teacher-outputs.js';

/** More belongs on a disk: with the student, its gradients and its optimizer it would not fit into most machines. */
const MAXIMUM_BYTES = 4 * 2 ** 30;

/** How many rows or tokens an output has numbers for. */
export function entryCount({ per }: OutputLayout, { order, tokens }: RowPlaces): number {
  return per === 'row' ? order.length : tokens;
}

/** Keeps outputs in memory. @throws ConfigError when they are more than 4 GiB */
export function memoryStore(layouts: readonly OutputLayout[], places: RowPlaces): OutputStore {
  const sizeOf = (layout: OutputLayout) => layout.width * entryCount(layout, places);
  const bytes = layouts.reduce((sum, layout) => sum + 4 * sizeOf(layout), 0);
  if (bytes > MAXIMUM_BYTES) {
    throw new ConfigError(
      `distillation: the teacher's outputs are ${(bytes / 2 ** 30).toFixed(1)} GiB, cache 'memory' takes at most 4: take 'disk' with a cacheDirectory, or 'none'`,
      { bytes, maximum: MAXIMUM_BYTES },
    );
  }
  const columns = new Map(
    layouts.map((layout) => [layout.name, { width: layout.width, data: new Float32Array(sizeOf(layout)), end: 0 }]),
  );
  type Column = { readonly width: number; readonly data: Float32Array; end: number };
  const columnOf = (name: string) => columns.get(name) as Column;
  return {
    missing: layouts,
    async append(name, data) {
      const column = columnOf(name);
      column.data.set(data, column.end);
      column.end += data.length;
    },
    finish: async () => {},
    discard: async () => {},
    async read(name, start, target) {
      const { data, width } = columnOf(name);
      target.set(data.subarray(start * width, start * width + target.length));
    },
    close: async () => {},
  };
}
