/**
 * The file of a tokenized corpus, version 1. All numbers are little-endian.
 *
 *     bytes              content
 *     0 to 7             "BSTOKENS"
 *     8 to 11            uint32: version, 1
 *     12 to 15           uint32: length L of the header; 16 + L is a multiple of 8
 *     16 to 15 + L       header: JSON, filled up with spaces
 *     ...                tokens: uint16 or int32 each, as the header says; then zeros up to a multiple of 8
 *     ...                sentence ends: uint64 each, how many tokens come before the end of the sentence
 *     ...                document ends: uint64 each, how many sentences come before the end of the document
 *     last 32            uint64 each: tokens, sentences, documents; then "BSTOKEND"
 *
 * Counts are at the end because the file is written in one go from a corpus of unknown size. They and the header tell the size of
 * the whole file, so one that is cut short or lengthened is known at once.
 */
import { FormatError } from '@bertsmith/tensor';

export const FORMAT_VERSION = 1;
export const START_MARK = 'BSTOKENS';
export const END_MARK = 'BSTOKEND';
/** Marks, version and length before the header. */
export const PREAMBLE_BYTES = 16;
export const TRAILER_BYTES = 32;
/** Of a sentence end or document end. */
export const OFFSET_BYTES = 8;
/** Headers have some 300; a larger one is damage, and is not read into memory. */
export const MAXIMUM_HEADER_BYTES = 64 * 1024;
/** Ids below this fit into 16 bits. */
const UINT16_IDS = 65_536;

/** How tokens are stored. */
export type TokenElement = 'uint16' | 'int32';

/** What the header says. */
export interface TokenizedCorpusHeader {
  readonly element: TokenElement;
  /** Ids run from 0 to one less. */
  readonly vocabularySize: number;
  /** The tokenizer's, as in `LanguageModelVocabulary`. */
  readonly fingerprint: string;
  /** Where the text came from; for people. */
  readonly source: string;
}

/** How much a file has. */
export interface TokenizedCorpusCounts {
  readonly tokens: number;
  readonly sentences: number;
  readonly documents: number;
}

/** The shortest element that holds all ids. */
export function elementFor(vocabularySize: number): TokenElement {
  return vocabularySize <= UINT16_IDS ? 'uint16' : 'int32';
}

/** Bytes of a token. */
export function bytesOf(element: TokenElement): number {
  return element === 'uint16' ? 2 : 4;
}

/** The next multiple of 8: where offsets may begin. */
export function alignOffset(bytes: number): number {
  return Math.ceil(bytes / OFFSET_BYTES) * OFFSET_BYTES;
}

/** The beginning of a file, up to its tokens. */
export function encodeHeader(header: TokenizedCorpusHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const bytes = Buffer.alloc(alignOffset(PREAMBLE_BYTES + json.length), ' ');
  bytes.write(START_MARK, 'latin1');
  bytes.writeUInt32LE(FORMAT_VERSION, 8);
  bytes.writeUInt32LE(bytes.length - PREAMBLE_BYTES, 12);
  json.copy(bytes, PREAMBLE_BYTES);
  return bytes;
}

/** The end of a file. */
export function encodeTrailer({ tokens, sentences, documents }: TokenizedCorpusCounts): Buffer {
  const bytes = Buffer.alloc(TRAILER_BYTES);
  [tokens, sentences, documents].forEach((count, index) => {
    bytes.writeBigUInt64LE(BigInt(count), index * OFFSET_BYTES);
  });
  bytes.write(END_MARK, TRAILER_BYTES - END_MARK.length, 'latin1');
  return bytes;
}

/** @throws FormatError with path and byte when the header is not what {@link encodeHeader} writes */
export function parseHeader(json: Buffer, path: string): TokenizedCorpusHeader {
  const header = parseJson(json, path) as Partial<TokenizedCorpusHeader> | null;
  const { element, vocabularySize, fingerprint, source } = header ?? {};
  const isGood =
    (element === 'uint16' || element === 'int32') &&
    Number.isSafeInteger(vocabularySize) &&
    typeof fingerprint === 'string' &&
    typeof source === 'string';
  if (!isGood) throw corpusError(path, PREAMBLE_BYTES, 'the header lacks a field or has a wrong one');
  return header as TokenizedCorpusHeader;
}

function parseJson(json: Buffer, path: string): unknown {
  try {
    return JSON.parse(json.toString('utf8'));
  } catch (cause) {
    throw corpusError(path, PREAMBLE_BYTES, 'the header is no JSON', { cause });
  }
}

/** The error for a file that is not what it should be. */
export function corpusError(
  path: string,
  byteOffset: number,
  problem: string,
  details: Readonly<Record<string, unknown>> = {},
): FormatError {
  const message = `tokenized corpus '${path}', byte ${byteOffset}: ${problem}; write the file again with writeTokenizedCorpus`;
  return new FormatError(message, { path, byteOffset, ...details });
}
