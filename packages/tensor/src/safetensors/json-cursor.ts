/**
 * A reader of JSON (RFC 8259) that walks over bytes, for headers that someone else wrote.
 *
 * `JSON.parse` would keep the last of two equal keys, could not say where in the file something is wrong, and would first
 * need the bytes as a string. This one refuses duplicate keys, knows the byte it is at, and builds nothing by itself: its
 * caller asks for the members and elements it expects. Outside of strings JSON is ASCII, so only strings are decoded.
 */
import type { FormatError } from '../errors/error-classes.js';
import { formatError, quote } from './format-error.js';
import { MAXIMUM_MEMBERS, MAXIMUM_NESTING, MAXIMUM_NUMBER_CHARACTERS } from './safetensors-limits.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LITERAL = /^(true|false|null|-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?)$/;
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** See the top of the file. */
export class JsonCursor {
  /** Bytes from the start of the file. */
  position: number;
  /** The tensor that is being read, for messages. */
  tensor: string | undefined;
  readonly #bytes: Uint8Array;
  readonly #end: number;
  readonly #path: string;

  /** @param bytes the file from its start; the JSON lies from `start` to `end` */
  constructor(bytes: Uint8Array, start: number, end: number, path: string) {
    this.position = start;
    this.#bytes = bytes;
    this.#end = end;
    this.#path = path;
  }

  /** The keys of an object; the caller reads each value before it asks for the next key. */
  *members(): Generator<string> {
    this.#expect('{');
    if (this.#takeIf('}')) return;
    const seen = new Set<string>();
    do {
      this.#skipSpace();
      const start = this.position;
      const key = this.readString();
      if (seen.has(key)) throw this.error(`the key ${quote(key)} appears twice in one object`, start);
      if (seen.size >= MAXIMUM_MEMBERS)
        throw this.error(`expected at most ${MAXIMUM_MEMBERS} members, found more`, start);
      seen.add(key);
      this.#expect(':');
      yield key;
    } while (this.#takeIf(','));
    this.#expect('}');
  }

  /** The indices of an array; the caller reads each value before it asks for the next index. */
  *elements(): Generator<number> {
    this.#expect('[');
    if (this.#takeIf(']')) return;
    let index = 0;
    do yield index++;
    while (this.#takeIf(','));
    this.#expect(']');
  }

  readString(): string {
    this.#skipSpace();
    const start = this.position;
    this.#expect('"');
    const escaped = this.#skipToQuote(start);
    const content = this.#bytes.subarray(start + 1, this.position - 1);
    const text = this.#decode(content, escaped, start);
    if (/\p{Surrogate}/u.test(text)) throw this.error('a text with half of a surrogate pair in it', start);
    return text;
  }

  /** A number of `shape` or `data_offsets`: whole, not negative, and exact in JavaScript. */
  readWholeNumber(): number {
    this.#skipSpace();
    const start = this.position;
    const word = this.#readWord();
    const value = Number(word);
    if (/^(0|[1-9]\d*)$/.test(word) && Number.isSafeInteger(value)) return value;
    const found = word === '' ? this.#found() : word;
    throw this.error(`expected a whole number from 0 to 2^53 - 1, found ${found}`, start);
  }

  /** Checks a value of any kind and goes past it. */
  skipValue(depth = 0): void {
    if (depth > MAXIMUM_NESTING) throw this.error(`JSON nested more than ${MAXIMUM_NESTING} levels deep`);
    const next = this.#peek();
    if (next === '"') this.readString();
    else if (next === '{') for (const _ of this.members()) this.skipValue(depth + 1);
    else if (next === '[') for (const _ of this.elements()) this.skipValue(depth + 1);
    else this.#skipLiteral();
  }

  /** Goes past `null` when that is what comes. */
  takeNull(): boolean {
    if (this.#peek() !== 'n') return false;
    this.#skipLiteral();
    return true;
  }

  /** Nothing but white space may follow. */
  expectEnd(): void {
    this.#skipSpace();
    if (this.position < this.#end) throw this.error(`expected the end of the header, found ${this.#found()}`);
  }

  error(problem: string, byteOffset = this.position): FormatError {
    return formatError({ path: this.#path, tensor: this.tensor, byteOffset }, `the header is malformed: ${problem}`);
  }

  #skipLiteral(): void {
    const start = this.position;
    const word = this.#readWord();
    if (!LITERAL.test(word)) throw this.error(`expected a value, found ${word === '' ? this.#found() : word}`, start);
  }

  #readWord(): string {
    let word = '';
    while (this.position < this.#end) {
      const character = String.fromCharCode(this.#bytes[this.position] as number);
      if (!/[\w+.-]/.test(character)) return word;
      if (word.length >= MAXIMUM_NUMBER_CHARACTERS) throw this.error(`a number or word that begins with ${word}`);
      word += character;
      this.position++;
    }
    return word;
  }

  /** Goes past the closing quote; true when there were escapes on the way. */
  #skipToQuote(start: number): boolean {
    let escaped = false;
    while (this.position < this.#end) {
      const byte = this.#bytes[this.position++] as number;
      if (byte === QUOTE) return escaped;
      if (byte < 0x20) throw this.error('a control character in a text', this.position - 1);
      if (byte !== BACKSLASH) continue;
      escaped = true;
      this.position++;
    }
    throw this.error('a text that does not end', start);
  }

  #decode(content: Uint8Array, escaped: boolean, start: number): string {
    try {
      const text = decoder.decode(content);
      return escaped ? (JSON.parse(`"${text}"`) as string) : text;
    } catch (cause) {
      throw this.error(cause instanceof SyntaxError ? 'a text with a wrong escape' : 'a text that is not UTF-8', start);
    }
  }

  #expect(character: string): void {
    if (!this.#takeIf(character)) throw this.error(`expected '${character}', found ${this.#found()}`);
  }

  #takeIf(character: string): boolean {
    if (this.#peek() !== character) return false;
    this.position++;
    return true;
  }

  #peek(): string {
    this.#skipSpace();
    return this.position < this.#end ? String.fromCharCode(this.#bytes[this.position] as number) : '';
  }

  #skipSpace(): void {
    while (this.position < this.#end && isSpace(this.#bytes[this.position] as number)) this.position++;
  }

  #found(): string {
    if (this.position >= this.#end) return 'the end of the header';
    const byte = this.#bytes[this.position] as number;
    return byte > 0x20 && byte < 0x7f ? `'${String.fromCharCode(byte)}'` : `the byte 0x${byte.toString(16)}`;
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}
