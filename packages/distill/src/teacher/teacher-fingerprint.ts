import { createHash } from 'node:crypto';
import type { BertModelWithHead } from '@bertsmith/bert-core';
import type { EncodedExamples } from '@bertsmith/data';

/** A hash of a teacher: its kind, its configuration and its parameters. */
export function teacherFingerprint({ architecture, config, arena }: BertModelWithHead): string {
  const hash = createHash('sha256').update(JSON.stringify({ architecture, config }));
  for (const [name, { data }] of arena.parts()) hash.update(name).update(bytesOf(data));
  return hash.digest('hex');
}

/**
 * A hash of a teacher and the rows that it is asked about.
 *
 * @param teacher from {@link teacherFingerprint}
 * @param teacherIds when its words are others than the rows'
 */
export function outputsFingerprint(teacher: string, rows: EncodedExamples, teacherIds?: Int32Array): string {
  return hashOf([rows.inputIds, rows.offsets, rows.pairStarts, teacherIds ?? new Int32Array()], teacher);
}

/** A hash of columns of numbers. @param of what else they hang on */
export function hashOf(columns: readonly Int32Array[], of = ''): string {
  const hash = createHash('sha256').update(of);
  for (const column of columns) hash.update(`${column.length};`).update(bytesOf(column));
  return hash.digest('hex');
}

/** Of shared memory, which a hash does not take, a copy. */
function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
}
