import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { ConfigError, InputError } from '@bertsmith/tensor';
import type { LanguageModelVocabulary } from './language-model-vocabulary.js';
import {
  alignOffset,
  bytesOf,
  corpusError,
  END_MARK,
  FORMAT_VERSION,
  MAXIMUM_HEADER_BYTES,
  OFFSET_BYTES,
  PREAMBLE_BYTES,
  parseHeader,
  START_MARK,
  type TokenizedCorpusCounts,
  type TokenizedCorpusHeader,
  TRAILER_BYTES,
} from './tokenized-corpus-format.js';

/** Where the parts of a file begin, in bytes. */
interface Layout {
  readonly tokens: number;
  readonly sentenceEnds: number;
  readonly documentEnds: number;
}

/**
 * A tokenized corpus on disk, read at any place and never loaded: what is in memory is a file descriptor. The system keeps what is
 * read often.
 *
 * Reading is synchronous: a row is a kilobyte or two, and takes some microseconds.
 */
export class TokenizedCorpus {
  readonly path: string;
  readonly header: TokenizedCorpusHeader;
  readonly counts: TokenizedCorpusCounts;
  readonly #layout: Layout;
  #descriptor: number | undefined;

  /** Use {@link openTokenizedCorpus}. */
  constructor(path: string, descriptor: number) {
    this.path = path;
    this.#descriptor = descriptor;
    const { size } = fstatSync(descriptor);
    const { header, tokens } = this.#readHeader(size);
    this.header = header;
    this.counts = this.#readCounts(size);
    this.#layout = layOut(tokens, header, this.counts);
    const expected = this.#layout.documentEnds + this.counts.documents * OFFSET_BYTES + TRAILER_BYTES;
    if (size !== expected) {
      throw corpusError(path, size, `by its counts the file has ${expected} bytes, it has ${size}`, { expected, size });
    }
  }

  /**
   * Tokens from `start` up to, not including, `end`.
   *
   * @returns `[end - start]`, int32, each from 0 to `header.vocabularySize - 1`
   * @throws InputError outside of the corpus; FormatError for a token that the vocabulary does not have
   */
  readTokens(start: number, end: number): Int32Array {
    this.#checkRange('tokens', start, end, this.counts.tokens);
    const elementBytes = bytesOf(this.header.element);
    const position = this.#layout.tokens + start * elementBytes;
    const bytes = this.#read(position, (end - start) * elementBytes);
    const stored = elementBytes === 2 ? new Uint16Array(bytes) : new Int32Array(bytes);
    const { vocabularySize } = this.header;
    const tokens = Int32Array.from(stored);
    for (let index = 0; index < tokens.length; index++) {
      const id = tokens[index] as number;
      if (id < 0 || id >= vocabularySize) {
        const problem = `a token has id ${id}, ids run from 0 to ${vocabularySize - 1}`;
        throw corpusError(this.path, position + index * elementBytes, problem, { id, vocabularySize });
      }
    }
    return tokens;
  }

  /**
   * For sentences from `start` up to, not including, `end`: how many tokens of the corpus come before the end of each.
   *
   * @throws InputError outside of the corpus; FormatError when the ends do not ascend
   */
  readSentenceEnds(start: number, end: number): Float64Array {
    this.#checkRange('sentences', start, end, this.counts.sentences);
    return this.#readEnds(this.#layout.sentenceEnds, start, end, this.counts.tokens);
  }

  /** The same for documents: how many sentences come before the end of each. */
  readDocumentEnds(start: number, end: number): Float64Array {
    this.#checkRange('documents', start, end, this.counts.documents);
    return this.#readEnds(this.#layout.documentEnds, start, end, this.counts.sentences);
  }

  /** Closes the file; nothing can be read any more. */
  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #readHeader(size: number): { header: TokenizedCorpusHeader; tokens: number } {
    if (size < PREAMBLE_BYTES + TRAILER_BYTES) throw corpusError(this.path, size, 'the file ends in its header');
    const preamble = Buffer.from(this.#read(0, PREAMBLE_BYTES));
    if (preamble.toString('latin1', 0, START_MARK.length) !== START_MARK) {
      throw corpusError(this.path, 0, `it is no tokenized corpus: it does not begin with ${START_MARK}`);
    }
    const version = preamble.readUInt32LE(8);
    if (version !== FORMAT_VERSION) {
      throw corpusError(this.path, 8, `the format has version ${version}, expected ${FORMAT_VERSION}`, { version });
    }
    const length = preamble.readUInt32LE(12);
    if (length > Math.min(MAXIMUM_HEADER_BYTES, size - PREAMBLE_BYTES - TRAILER_BYTES) || length % OFFSET_BYTES !== 0) {
      throw corpusError(this.path, 12, `the header cannot have ${length} bytes`, { length });
    }
    const header = parseHeader(Buffer.from(this.#read(PREAMBLE_BYTES, length)), this.path);
    return { header, tokens: PREAMBLE_BYTES + length };
  }

  #readCounts(size: number): TokenizedCorpusCounts {
    const trailer = Buffer.from(this.#read(size - TRAILER_BYTES, TRAILER_BYTES));
    if (trailer.toString('latin1', TRAILER_BYTES - END_MARK.length) !== END_MARK) {
      throw corpusError(this.path, size, `the file does not end with ${END_MARK}: it is cut short`, { size });
    }
    const [tokens, sentences, documents] = [0, 1, 2].map((index) => Number(trailer.readBigUInt64LE(index * 8)));
    return { tokens: tokens as number, sentences: sentences as number, documents: documents as number };
  }

  #readEnds(base: number, start: number, end: number, maximum: number): Float64Array {
    const position = base + start * OFFSET_BYTES;
    const ends = Float64Array.from(new BigUint64Array(this.#read(position, (end - start) * OFFSET_BYTES)), Number);
    for (let index = 0; index < ends.length; index++) {
      const [offset, before] = [ends[index] as number, index === 0 ? 0 : (ends[index - 1] as number)];
      if (offset <= before || offset > maximum) {
        const problem = `an end is ${offset}, expected more than ${before} and at most ${maximum}`;
        throw corpusError(this.path, position + index * OFFSET_BYTES, problem, { offset });
      }
    }
    return ends;
  }

  #checkRange(what: string, start: number, end: number, count: number): void {
    if (start >= 0 && start <= end && end <= count) return;
    throw new InputError(`tokenized corpus '${this.path}': there are ${count} ${what}, asked for ${start} to ${end}`, {
      path: this.path,
      start,
      end,
      count,
    });
  }

  #read(position: number, length: number): ArrayBuffer {
    if (this.#descriptor === undefined) {
      throw new InputError(`tokenized corpus '${this.path}': it is closed`, { path: this.path });
    }
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const count = readSync(this.#descriptor, bytes, done, length - done, position + done);
      if (count === 0) throw corpusError(this.path, position + done, 'the file became shorter while it was read');
      done += count;
    }
    return bytes.buffer;
  }
}

/**
 * Opens a file that `writeTokenizedCorpus` wrote.
 *
 * @param vocabulary the one that rows will be made with; default: not checked
 * @throws InputError when it cannot be opened; FormatError with path and byte when it is damaged, cut short or something else;
 *   ConfigError when another tokenizer made it
 * @example
 * const corpus = openTokenizedCorpus('enwiki.tokens', describeVocabulary(tokenizer));
 */
export function openTokenizedCorpus(path: string, vocabulary?: LanguageModelVocabulary): TokenizedCorpus {
  const descriptor = openOrFail(path);
  try {
    const corpus = new TokenizedCorpus(path, descriptor);
    if (vocabulary !== undefined) checkTokenizer(corpus, vocabulary);
    return corpus;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** @throws ConfigError when the corpus was made by another tokenizer than the vocabulary's */
export function checkTokenizer(
  { path, header }: TokenizedCorpus,
  { fingerprint, size }: LanguageModelVocabulary,
): void {
  if (header.fingerprint === fingerprint) return;
  const [made, given] = [header.fingerprint.slice(0, 12), fingerprint.slice(0, 12)];
  const message =
    `tokenized corpus '${path}': it was made with another tokenizer (${made}..., ${header.vocabularySize} tokens) than the one given ` +
    `(${given}..., ${size} tokens), whose ids mean other things; give that one, or write the corpus again`;
  throw new ConfigError(message, { path, expected: fingerprint, actual: header.fingerprint });
}

function openOrFail(path: string): number {
  try {
    const descriptor = openSync(path, 'r');
    if (fstatSync(descriptor).isFile()) return descriptor;
    closeSync(descriptor);
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'it does not exist: write it with writeTokenizedCorpus' : message;
    throw new InputError(`cannot read the tokenized corpus '${path}': ${reason}`, { path, systemCode: code, cause });
  }
  throw new InputError(`cannot read the tokenized corpus '${path}': it is no file`, { path });
}

function layOut(tokens: number, { element }: TokenizedCorpusHeader, counts: TokenizedCorpusCounts): Layout {
  const sentenceEnds = alignOffset(tokens + counts.tokens * bytesOf(element));
  return { tokens, sentenceEnds, documentEnds: sentenceEnds + counts.sentences * OFFSET_BYTES };
}
