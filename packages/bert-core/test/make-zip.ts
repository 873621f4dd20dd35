import { crc32 } from 'node:zlib';

/** An entry of a zip, and what may be wrong with it. */
export interface MadeEntry {
  readonly name: string;
  readonly data?: Uint8Array;
  /** In the entry's own header. */
  readonly localName?: string;
  readonly method?: number;
  readonly flags?: number;
  /** In the entry's own header, where they are others. */
  readonly localFlags?: number;
  /** What the directory says, where it is not the truth. */
  readonly offset?: number;
  readonly size?: number;
}

/** Writes sizes and offsets in zip64 fields, as files of more than 4 GB need. */
export interface ZipForm {
  readonly zip64?: boolean;
  readonly entryCount?: number;
}

const LARGE = 0xffff_ffff;

/** A zip file of stored entries, by the book (PKWARE APPNOTE 6.3.10) save for what is asked to be otherwise. */
export function makeZip(
  entries: readonly MadeEntry[],
  { zip64 = false, entryCount = entries.length }: ZipForm = {},
): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { name, data = new Uint8Array(), localName = name, method = 0, flags = 0x800 } = entry;
    const [size, at] = [entry.size ?? data.length, entry.offset ?? offset];
    const common = (bits: number) => fields([2, 45], [2, bits], [2, method], [4, 0], [4, crc32(data)]);
    const extra = zip64 ? fields([2, 1], [2, 24], [8, size], [8, size], [8, at]) : Buffer.alloc(0);
    const [shownSize, shownOffset] = zip64 ? [LARGE, LARGE] : [size, at];
    const sizes = fields([4, shownSize], [4, shownSize], [2, Buffer.byteLength(name)]);
    const local = [
      fields([4, 0x04034b50]),
      common(entry.localFlags ?? flags),
      fields([4, data.length], [4, data.length], [2, localName.length], [2, 0]),
    ];
    const whole = Buffer.concat([...local, Buffer.from(localName), data]);
    parts.push(whole);
    offset += whole.length;
    directory.push(fields([4, 0x02014b50], [2, 45]), common(flags), sizes);
    directory.push(
      fields([2, extra.length], [2, 0], [2, 0], [2, 0], [4, 0], [4, shownOffset]),
      Buffer.from(name),
      extra,
    );
  }
  const central = Buffer.concat(directory);
  const end64 = zip64
    ? [
        fields([4, 0x06064b50], [8, 44], [2, 45], [2, 45], [4, 0], [4, 0], [8, entryCount], [8, entryCount]),
        fields([8, central.length], [8, offset], [4, 0x07064b50], [4, 0], [8, offset + central.length], [4, 1]),
      ]
    : [];
  const shown = zip64 ? [0xffff, LARGE, LARGE] : [entryCount, central.length, offset];
  const [count = 0, length = 0, start = 0] = shown;
  const end = fields([4, 0x06054b50], [4, 0], [2, count], [2, count], [4, length], [4, start], [2, 0]);
  return Buffer.concat([...parts, central, ...end64, end]);
}

/** Little-endian numbers of 2, 4 or 8 bytes. */
function fields(...values: (readonly [bytes: 2 | 4 | 8, value: number])[]): Buffer {
  return Buffer.concat(
    values.map(([bytes, value]) => {
      const field = Buffer.alloc(bytes);
      if (bytes === 8) field.writeBigUInt64LE(BigInt(value));
      else field.writeUIntLE(value, 0, bytes);
      return field;
    }),
  );
}
