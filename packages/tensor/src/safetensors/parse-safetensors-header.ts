/**
 * The header of a safetensors file, read without trust.
 *
 * Format (https://github.com/huggingface/safetensors, README, "Format"): 8 bytes of header length N, little-endian; N bytes
 * of JSON, `{"name": {"dtype", "shape", "data_offsets": [begin, end]}, ..., "__metadata__": {"key": "text"}}`, padded with
 * spaces; then the data, which the tensors cover without holes or overlaps.
 */
import { type ClaimedTensor, readClaimedTensor } from './claimed-tensor.js';
import { formatError, quote } from './format-error.js';
import { readHeaderEnd, type SafetensorsSource } from './header-length.js';
import { JsonCursor } from './json-cursor.js';
import type { SafetensorsEntry, SafetensorsHeader } from './safetensors-entry.js';
import { LENGTH_BYTES } from './safetensors-limits.js';

/**
 * Reads and checks the header; afterwards every byte range lies within the file and belongs to one tensor.
 *
 * @param bytes the start of the file, up to the end of its header or longer
 * @throws FormatError for everything that the format does not allow, with the tensor and the byte where that makes sense
 * @example
 * const { entries } = parseSafetensorsHeader(bytes, { fileSize: bytes.length, path: 'model.safetensors' });
 */
export function parseSafetensorsHeader(bytes: Uint8Array, source: SafetensorsSource): SafetensorsHeader {
  const { path } = source;
  const dataOffset = readHeaderEnd(bytes, source);
  if (bytes.length < dataOffset) {
    throw formatError({ path, byteOffset: bytes.length }, `expected ${dataOffset} bytes up to the end of the header`);
  }
  // A copy: memory shared with another thread could change between the check and the use.
  const header = new Uint8Array(bytes.subarray(0, dataOffset));
  const cursor = new JsonCursor(header, LENGTH_BYTES, dataOffset, path);
  if (header[LENGTH_BYTES] !== 0x7b) throw cursor.error("expected '{' as its first byte");
  const { claims, metadata } = readClaims(cursor, path);
  return { entries: layOut(claims, dataOffset, source), metadata, dataOffset };
}

function readClaims(cursor: JsonCursor, path: string) {
  const claims: ClaimedTensor[] = [];
  let metadata: ReadonlyMap<string, string> = new Map();
  for (const key of cursor.members()) {
    if (key === '__metadata__') metadata = readMetadata(cursor);
    else claims.push(readClaimedTensor(cursor, key, path));
    cursor.tensor = undefined;
  }
  cursor.expectEnd();
  return { claims, metadata };
}

function readMetadata(cursor: JsonCursor): ReadonlyMap<string, string> {
  const metadata = new Map<string, string>();
  if (cursor.takeNull()) return metadata;
  for (const key of cursor.members()) metadata.set(key, cursor.readString());
  return metadata;
}

/** Checks that the tensors cover the data from its first byte to its last, each byte once. */
function layOut(claims: ClaimedTensor[], dataOffset: number, { fileSize, path }: SafetensorsSource) {
  claims.sort((a, b) => a.begin - b.begin || a.end - b.end);
  const entries = new Map<string, SafetensorsEntry>();
  let covered = 0;
  for (const { name, dtype, shape, begin, end, headerOffset } of claims) {
    if (begin !== covered) {
      const problem = begin < covered ? 'overlaps the data of another tensor' : 'leaves a hole that no tensor covers';
      const message = `its data begins at ${begin} and ${problem}, expected ${covered}`;
      throw formatError({ path, tensor: name, byteOffset: headerOffset }, message, {
        expected: covered,
        actual: begin,
      });
    }
    entries.set(name, { name, dtype, shape, byteOffset: dataOffset + begin, byteLength: end - begin });
    covered = end;
  }
  checkEnd(dataOffset + covered, claims.at(-1)?.name, { fileSize, path });
  return entries;
}

function checkEnd(end: number, tensor: string | undefined, { fileSize, path }: SafetensorsSource): void {
  if (fileSize === end) return;
  const place = { path, byteOffset: Math.min(end, fileSize) };
  const values = { expected: end, actual: fileSize };
  if (fileSize > end) throw formatError(place, `${fileSize - end} bytes follow that belong to no tensor`, values);
  const last = tensor === undefined ? '' : `, up to the end of ${quote(tensor)}`;
  throw formatError(
    place,
    `the file is truncated: expected ${end} bytes${last}, found ${fileSize}; get it again`,
    values,
  );
}
