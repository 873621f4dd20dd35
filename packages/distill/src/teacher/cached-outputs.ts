import { type Batch, collate, type EncodedExamples } from '@bertsmith/data';
import { InputError, type Tensor, tensor } from '@bertsmith/tensor';
import type { OutputStore } from './output-store.js';
import type { RowPlaces } from './row-places.js';
import type { OutputLayout, TeacherOutputs } from './teacher-outputs.js';

/** What {@link CachedOutputs} works with. */
export interface CachedOutputsParts {
  readonly rows: EncodedExamples;
  readonly places: RowPlaces;
  readonly layouts: readonly OutputLayout[];
  readonly store: OutputStore;
}

/** A row of a batch, or an example of a packed one: where it is there, and which row it is. */
interface Place {
  /** Row or example of the batch. */
  readonly index: number;
  /** Its first token, `row * sequence + column`. */
  readonly start: number;
  readonly row: number;
  readonly length: number;
}

/** A teacher that was asked about all rows before. */
export class CachedOutputs implements TeacherOutputs {
  readonly #parts: CachedOutputsParts;

  constructor(parts: CachedOutputsParts) {
    this.#parts = parts;
  }

  /** @throws InputError when the rows of the batch are not those that the teacher was asked about */
  async of(batch: Batch): Promise<ReadonlyMap<string, Tensor>> {
    const places = this.#placesOf(batch);
    const outputs = new Map<string, Tensor>();
    for (const layout of this.#parts.layouts) outputs.set(layout.name, await this.#gather(layout, places, batch));
    return outputs;
  }

  async dispose(): Promise<void> {
    await this.#parts.store.close();
  }

  #placesOf(batch: Batch): Place[] {
    const { rows, places } = this.#parts;
    const [, sequence] = batch.inputIds.shape as readonly number[] as [number, number];
    return Array.from(batch.rowNumbers, (row, index) => {
      const start = batch.packed?.exampleStarts.data[index] ?? index * sequence;
      const length = places.lengths[row] ?? 0;
      if (!hasTokens(batch, start, tokensOf(rows, row))) throw otherRows(row, places);
      return { index, start, row, length };
    });
  }

  async #gather({ name, per, width, hasAxis }: OutputLayout, places: readonly Place[], batch: Batch): Promise<Tensor> {
    const { store, places: all } = this.#parts;
    const [rows, sequence] = batch.inputIds.shape as readonly number[] as [number, number];
    const texts = batch.packed?.exampleStarts.data.length ?? places.length;
    const shape = per === 'row' ? [texts, width] : [rows, sequence, ...(hasAxis ? [width] : [])];
    const data = new Float32Array(per === 'row' ? texts * width : rows * sequence * width);
    // A disk finds several sooner together than one after the other.
    const reads = places.map(({ index, start, row, length }) => {
      const [from, count, source] =
        per === 'row' ? [index, 1, all.rowStarts[row]] : [start, length, all.tokenStarts[row]];
      return store.read(name, source as number, data.subarray(from * width, (from + count) * width));
    });
    await Promise.all(reads);
    return tensor('float32', shape, data) as Tensor;
  }
}

function tokensOf({ inputIds, offsets }: EncodedExamples, row: number): Int32Array {
  return inputIds.subarray(offsets[row] ?? 0, offsets[row + 1] ?? 0);
}

function hasTokens({ inputIds }: Batch, start: number, ids: Int32Array): boolean {
  return ids.length > 0 && ids.every((id, place) => inputIds.data[start + place] === id);
}

function otherRows(row: number, { order }: RowPlaces): InputError {
  return new InputError(
    `distillation: row ${row} of the training rows is not row ${row} of the ${order.length} that the teacher was asked about: give distillation the trainer's training rows, or cache 'none' where rows change from epoch to epoch`,
    { row, rows: order.length },
  );
}

/**
 * Asks the teacher about all rows, in batches, and keeps what it says.
 *
 * @throws what the teacher or the store throws; then `store.discard` is to be called
 */
export async function fillStore({ rows, places, store }: CachedOutputsParts, teacher: TeacherOutputs): Promise<void> {
  for (const planned of places.batches) {
    const outputs = await teacher.of(collate(rows, planned));
    for (const layout of store.missing) {
      const { data } = outputs.get(layout.name) as Tensor<'float32'>;
      await store.append(layout.name, withoutPadding(data, layout, planned, places));
    }
  }
  await store.finish();
}

function withoutPadding(
  data: Float32Array,
  { per, width }: OutputLayout,
  { rowNumbers, sequenceLength }: RowPlaces['batches'][number],
  { lengths }: RowPlaces,
): Float32Array {
  if (per === 'row') return data;
  const total = rowNumbers.reduce((sum, row) => sum + (lengths[row] as number), 0);
  const kept = new Float32Array(total * width);
  let end = 0;
  for (const [index, row] of rowNumbers.entries()) {
    const from = index * sequenceLength * width;
    const size = (lengths[row] as number) * width;
    kept.set(data.subarray(from, from + size), end);
    end += size;
  }
  return kept;
}
