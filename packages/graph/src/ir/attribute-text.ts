/** Attributes as text that is the same exactly when they are. */
export function attributeText(value: unknown): string {
  return ArrayBuffer.isView(value) ? bytesOf(value).join() : JSON.stringify(value, spellNumber);
}

/** A number that two long lists share only by accident (FNV-1a, 32 bits). */
export function attributeHash(value: ArrayBufferView): string {
  const hash = bytesOf(value).reduce((before, byte) => Math.imul(before ^ byte, 0x01000193), 0x811c9dc5 | 0);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

/** JSON writes -0 as 0, and infinities as null. */
function spellNumber(_: string, value: unknown): unknown {
  const isSpecial = typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0));
  return isSpecial ? `number ${Object.is(value, -0) ? '-0' : value}` : value;
}

/** Bytes and not elements: 0 and -0 are different constants. */
function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
