import protobuf from 'protobufjs/light.js';

/** Protobuf's wire type of what comes with its length: messages, texts, bytes. */
const LENGTH_DELIMITED = 2;

/** A field of a message whose content is these chunks, one behind the other; none of them is copied. */
export function delimitedField(fieldNumber: number, content: readonly Uint8Array[]): Uint8Array[] {
  const writer = protobuf.Writer.create().uint32((fieldNumber << 3) | LENGTH_DELIMITED);
  return [writer.uint64(totalBytes(content)).finish(), ...content];
}

/** The length of all chunks together. */
export function totalBytes(chunks: readonly Uint8Array[]): number {
  return chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0);
}
