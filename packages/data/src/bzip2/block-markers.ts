/**
 * Where the blocks of bzip2 data begin.
 *
 * A stream is a header of 4 bytes, blocks, and an end. Each block begins with the digits of pi (0x314159265359), the end with those
 * of its root (0x177245385090), at any bit. Nothing says how long a block is; but a sequence of 48 bits is rare enough to be searched
 * for, which is how `bzip2recover` (J. Seward) saves what is left of a damaged file.
 *
 * Shifted by `s` bits, 5 whole bytes of a marker stay known: those are found by the system's search, and the bits around them checked.
 */

/** What begins at a marker. */
export type MarkerKind = 'block' | 'end';

/** A marker, and how many bits it is from the start of the bytes. */
export interface Marker {
  readonly kind: MarkerKind;
  readonly bit: number;
}

/** Bits of a marker. */
export const MARKER_BITS = 48;

interface ShiftedMarker {
  readonly kind: MarkerKind;
  readonly shift: number;
  /** The marker's first `8 - shift` bits, which end a byte. */
  readonly head: number;
  /** The 5 bytes after it. */
  readonly middle: Buffer;
  /** The marker's last `shift` bits, which begin a byte. */
  readonly tail: number;
}

const SHIFTED = [...shiftMarker('block', 0x314159265359n), ...shiftMarker('end', 0x177245385090n)];

/** The first marker at or after the byte `from`; the marker need not begin at a byte. */
export function findMarker(bytes: Buffer, from: number): Marker | undefined {
  let first: Marker | undefined;
  for (const shifted of SHIFTED) {
    const bit = findShifted(bytes, from, shifted);
    if (bit !== undefined && (first === undefined || bit < first.bit)) first = { kind: shifted.kind, bit };
  }
  return first;
}

/** What begins at a bit, if anything does. */
export function markerAt(bytes: Buffer, bit: number): MarkerKind | undefined {
  const byte = Math.floor(bit / 8);
  return SHIFTED.find((shifted) => shifted.shift === bit % 8 && isAt(bytes, byte, shifted))?.kind;
}

/** 32 bits from any bit on, as a whole number from 0. */
export function readUint32(bytes: Buffer, bit: number): number {
  const [byte, shift] = [Math.floor(bit / 8), bit % 8];
  const word = bytes.readUInt32BE(byte);
  return shift === 0 ? word : ((word << shift) | ((bytes[byte + 4] as number) >> (8 - shift))) >>> 0;
}

function shiftMarker(kind: MarkerKind, marker: bigint): ShiftedMarker[] {
  return Array.from({ length: 8 }, (_, shift) => {
    const [head, middle, tail] = [8 - shift, 40, shift].map((bits, index, lengths) => {
      const behind = lengths.slice(index + 1).reduce((sum, length) => sum + length, 0);
      return BigInt.asUintN(bits, marker >> BigInt(behind));
    }) as [bigint, bigint, bigint];
    const bytes = Buffer.from(middle.toString(16).padStart(10, '0'), 'hex');
    return { kind, shift, head: Number(head), middle: bytes, tail: Number(tail) };
  });
}

function findShifted(bytes: Buffer, from: number, shifted: ShiftedMarker): number | undefined {
  for (let at = bytes.indexOf(shifted.middle, from + 1); at >= 0; at = bytes.indexOf(shifted.middle, at + 1)) {
    if (isAt(bytes, at - 1, shifted)) return (at - 1) * 8 + shifted.shift;
  }
  return undefined;
}

/** Whether a marker, shifted so, begins in a byte. */
function isAt(bytes: Buffer, byte: number, { shift, head, middle, tail }: ShiftedMarker): boolean {
  const end = byte + 1 + middle.length;
  if (end + (shift > 0 ? 1 : 0) > bytes.length) return false;
  if (((bytes[byte] as number) & (0xff >> shift)) !== head) return false;
  if (shift > 0 && (bytes[end] as number) >> (8 - shift) !== tail) return false;
  return bytes.subarray(byte + 1, end).equals(middle);
}
