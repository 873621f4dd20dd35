import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { InputError } from '@bertsmith/tensor';
import { writeFileAtomically } from '@bertsmith/tensor/files';
import type { Corpus, Document } from '../corpora/corpus.js';
import { type CorpusTokenizer, describeVocabulary } from './language-model-vocabulary.js';
import { OffsetSpool } from './offset-spool.js';
import { splitSentences } from './split-sentences.js';
import {
  alignOffset,
  bytesOf,
  elementFor,
  encodeHeader,
  encodeTrailer,
  type TokenElement,
  type TokenizedCorpusCounts,
} from './tokenized-corpus-format.js';

/** How a corpus is cut and written. */
export interface WriteTokenizedCorpusOptions {
  /** What rows are filled with: the sentences of a paragraph, as {@link splitSentences} finds them, or whole paragraphs. Default `sentences`. */
  readonly segments?: 'sentences' | 'paragraphs' | undefined;
  /** Called after each document, with what is written so far. */
  readonly onProgress?: ((counts: TokenizedCorpusCounts) => void) | undefined;
}

/** What was written. */
export interface WrittenCorpus extends TokenizedCorpusCounts {
  /** Tokens that are `[UNK]`: many of them mean that tokenizer and text do not fit. */
  readonly unknownTokens: number;
}

/** Tokens in memory before they are written: at most 4 MB. */
const BUFFERED_TOKENS = 1 << 20;

/**
 * Tokenizes a corpus into a file, which `openTokenizedCorpus` opens. Needs some 10 MB of memory and the longest document, whatever
 * the size of the corpus; 2 bytes of disk a token (4 with a vocabulary of more than 65,536) and 8 a sentence and a document, and
 * while it runs 8 a sentence and a document more, beside the file.
 *
 * A paragraph is encoded sentence by sentence; sentences without tokens are left out. The file is there when it is whole: until
 * then it has a temporary name, and what was at `path` before stays.
 *
 * @throws InputError when the corpus has no tokens; OutputError when the file cannot be written; whatever reading the corpus throws
 * @example
 * await writeTokenizedCorpus(readWikipediaDump('enwiki.xml.bz2'), tokenizer, 'enwiki.tokens');
 */
export async function writeTokenizedCorpus(
  corpus: Corpus,
  tokenizer: CorpusTokenizer,
  path: string,
  options: WriteTokenizedCorpusOptions = {},
): Promise<WrittenCorpus> {
  const sentenceEnds = await createSpool(path, 'sentences');
  try {
    const documentEnds = await createSpool(path, 'documents');
    try {
      const writer = new CorpusWriter({ corpus, tokenizer, options, sentenceEnds, documentEnds });
      await writeFileAtomically(path, writer.bytes());
      return writer.written;
    } finally {
      await documentEnds.remove();
    }
  } finally {
    await sentenceEnds.remove();
  }
}

function createSpool(path: string, what: string): Promise<OffsetSpool> {
  const name = `.${basename(path).slice(0, 100)}.${randomBytes(6).toString('hex')}.${what}.tmp`;
  return OffsetSpool.create(join(dirname(path), name), path);
}

interface CorpusWriterParts {
  readonly corpus: Corpus;
  readonly tokenizer: CorpusTokenizer;
  readonly options: WriteTokenizedCorpusOptions;
  readonly sentenceEnds: OffsetSpool;
  readonly documentEnds: OffsetSpool;
}

/** Makes the bytes of the file as the documents come. */
class CorpusWriter {
  readonly #parts: CorpusWriterParts;
  readonly #element: TokenElement;
  readonly #buffer: Uint16Array | Int32Array;
  #buffered = 0;
  #tokens = 0;
  #unknownTokens = 0;

  constructor(parts: CorpusWriterParts) {
    this.#parts = parts;
    this.#element = elementFor(parts.tokenizer.vocabulary.tokens.length);
    this.#buffer = this.#element === 'uint16' ? new Uint16Array(BUFFERED_TOKENS) : new Int32Array(BUFFERED_TOKENS);
  }

  get written(): WrittenCorpus {
    const { sentenceEnds, documentEnds } = this.#parts;
    const counts = { tokens: this.#tokens, sentences: sentenceEnds.length, documents: documentEnds.length };
    return { ...counts, unknownTokens: this.#unknownTokens };
  }

  async *bytes(): AsyncGenerator<Uint8Array> {
    const { corpus, tokenizer, sentenceEnds, documentEnds, options } = this.#parts;
    const { fingerprint, size } = describeVocabulary(tokenizer);
    yield encodeHeader({ element: this.#element, vocabularySize: size, fingerprint, source: corpus.source });
    for await (const document of corpus) {
      yield* this.#addDocument(document);
      options.onProgress?.(this.written);
    }
    if (this.#tokens === 0) {
      throw new InputError(`writing a tokenized corpus: '${corpus.source}' has no tokens`, { source: corpus.source });
    }
    yield this.#takeBuffer();
    const tokenBytes = this.#tokens * bytesOf(this.#element);
    yield new Uint8Array(alignOffset(tokenBytes) - tokenBytes);
    yield* sentenceEnds.bytes();
    yield* documentEnds.bytes();
    yield encodeTrailer(this.written);
  }

  async *#addDocument({ paragraphs }: Document): AsyncGenerator<Uint8Array> {
    const { tokenizer, sentenceEnds, documentEnds, options } = this.#parts;
    const before = sentenceEnds.length;
    for (const paragraph of paragraphs) {
      const segments = options.segments === 'paragraphs' ? [paragraph] : splitSentences(paragraph);
      for (const segment of segments) {
        const ids = tokenizer.encodeIds(segment, { addSpecialTokens: false });
        if (ids.length === 0) continue;
        yield* this.#addTokens(ids);
        if (sentenceEnds.isFull) await sentenceEnds.flush();
        sentenceEnds.add(this.#tokens);
      }
    }
    if (sentenceEnds.length === before) return;
    if (documentEnds.isFull) await documentEnds.flush();
    documentEnds.add(sentenceEnds.length);
  }

  *#addTokens(ids: Int32Array): Generator<Uint8Array> {
    const { unkTokenId } = this.#parts.tokenizer;
    for (const id of ids) {
      if (this.#buffered === BUFFERED_TOKENS) yield this.#takeBuffer();
      this.#buffer[this.#buffered++] = id;
      if (id === unkTokenId) this.#unknownTokens++;
    }
    this.#tokens += ids.length;
  }

  /** What is in memory, as bytes of a copy: whoever writes them may still be at it when the next tokens come. */
  #takeBuffer(): Uint8Array {
    const taken = this.#buffer.slice(0, this.#buffered);
    this.#buffered = 0;
    return new Uint8Array(taken.buffer);
  }
}
