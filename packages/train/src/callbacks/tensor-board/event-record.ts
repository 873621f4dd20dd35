/**
 * One entry of an event file: a protobuf message in the frame of TensorFlow's record files.
 *
 * The frame is, little-endian, the length (uint64), its checksum, the message, its checksum. A checksum is CRC-32C, rotated and moved by a
 * constant, so that the checksum of data with checksums in it is not as weak (https://www.tensorflow.org/tutorials/load_data/tfrecord).
 */
import crc32c from 'crc-32/crc32c.js';
import { EventMessage } from './event-schema.js';

/** What an entry says beside when: the version of the file, the start of a session, or scalars. */
export interface EventFields {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step?: number;
  readonly fileVersion?: string;
  readonly sessionLog?: { readonly status: number };
  readonly summary?: { readonly value: readonly ScalarValue[] };
}

/** A point of a curve. */
export interface ScalarValue {
  readonly tag: string;
  readonly simpleValue: number;
}

const LENGTH_BYTES = 8;
const CHECKSUM_BYTES = 4;
const CHECKSUM_DELTA = 0xa282ead8;

/** The bytes of an entry. */
export function eventRecord(fields: EventFields): Uint8Array {
  const message = EventMessage.encode(EventMessage.fromObject(fields)).finish();
  const record = Buffer.alloc(LENGTH_BYTES + message.length + 2 * CHECKSUM_BYTES);
  record.writeBigUInt64LE(BigInt(message.length), 0);
  record.writeUInt32LE(maskedChecksum(record.subarray(0, LENGTH_BYTES)), LENGTH_BYTES);
  record.set(message, LENGTH_BYTES + CHECKSUM_BYTES);
  record.writeUInt32LE(maskedChecksum(message), LENGTH_BYTES + CHECKSUM_BYTES + message.length);
  return record;
}

function maskedChecksum(bytes: Uint8Array): number {
  const checksum = crc32c.buf(bytes);
  const rotated = (checksum >>> 15) | (checksum << 17);
  return (rotated + CHECKSUM_DELTA) >>> 0;
}
