/**
 * The implementations that ours has to agree with: `tokenizers`, the Rust library in its Node binding, and
 * `@huggingface/tokenizers`, the JavaScript one. Where they disagree with each other, the Rust one is right.
 */
import { readFileSync } from 'node:fs';
import { Tokenizer as JavaScriptTokenizer } from '@huggingface/tokenizers';
import { Tokenizer as RustTokenizer } from 'tokenizers';
import { expect } from 'vitest';
import { parseTokenizerJson, type WordPieceTokenizer } from '../src/index.js';

/** One text, or a text and its pair. */
export type OracleInput = string | readonly [text: string, pair: string];

/** Ours and the two oracles, all made of one `tokenizer.json`, without truncation and padding. */
export interface Oracles {
  readonly ours: WordPieceTokenizer;
  readonly rust: RustTokenizer;
  readonly javaScript: JavaScriptTokenizer;
}

/** What a `tokenizer.json` makes of a text, everywhere. */
export function createOracles(
  path: string,
  change: (json: Record<string, unknown>) => object = (json) => json,
): Oracles {
  const stored = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  const json = change({ ...stored, truncation: null, padding: null });
  const text = JSON.stringify(json);
  return {
    ours: parseTokenizerJson(text, path),
    rust: RustTokenizer.fromString(text),
    javaScript: new JavaScriptTokenizer(JSON.parse(text) as object, {}),
  };
}

/** Texts that the Rust library encodes at a time, on threads of its own. */
const CHUNK = 512;

/** Compares ids, token types, offsets and word ids with the Rust library; says in which text they differ. */
export async function expectAsRust({ ours, rust }: Oracles, inputs: readonly OracleInput[]): Promise<void> {
  for (let start = 0; start < inputs.length; start += CHUNK) {
    const chunk = inputs.slice(start, start + CHUNK);
    // One by one: `encodeBatch` of the Node binding takes no pairs.
    const answers = await Promise.all(chunk.map((input) => encodeWithRust(rust, input)));
    for (const [index, input] of chunk.entries()) {
      const answer = answers[index]!;
      const [text, pair] = typeof input === 'string' ? [input, undefined] : input;
      const encoding = ours.encode(text, { pair });
      const units = [codeUnitPositions(text), codeUnitPositions(pair ?? '')];
      const sequences = answer.getSequenceIds();
      const offsets = answer.getOffsets().flatMap(([from, to], token) => {
        const positions = units[sequences[token] ?? 0]!;
        return [positions[from!]!, positions[to!]!];
      });
      expectSame(input, 'ids', encoding.inputIds, answer.getIds());
      expectSame(input, 'type ids', encoding.tokenTypeIds, answer.getTypeIds());
      expectSame(input, 'offsets', encoding.offsets, offsets);
      const wordIds = answer.getWordIds().map((word) => word ?? -1);
      expectSame(input, 'word ids', encoding.wordIds, wordIds);
      expectSame(input, 'fast ids', ours.encodeIds(text, { pair }), answer.getIds());
    }
  }
}

/** Compares ids and token types with the JavaScript library, which knows no offsets. */
export function expectAsJavaScript({ ours, javaScript }: Oracles, inputs: readonly OracleInput[]): void {
  for (const input of inputs) {
    const [text, pair] = typeof input === 'string' ? [input, undefined] : input;
    const answer = javaScript.encode(text, { text_pair: pair ?? null, return_token_type_ids: true });
    const encoding = ours.encode(text, { pair });
    expectSame(input, 'ids', encoding.inputIds, answer.ids);
    expectSame(input, 'type ids', encoding.tokenTypeIds, answer.token_type_ids);
  }
}

/** Where each code point starts, in UTF-16 code units; the last element is the length of the text. */
export function codeUnitPositions(text: string): number[] {
  const positions: number[] = [];
  for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) positions.push(at);
  positions.push(text.length);
  return positions;
}

/** A comparison in a loop: `expect` for each text takes longer than encoding it. */
function expectSame(input: OracleInput, what: string, actual: ArrayLike<number>, expected: readonly number[]): void {
  const isSame = actual.length === expected.length && expected.every((value, index) => actual[index] === value);
  if (!isSame) expect(Array.from(actual), `${what} of ${JSON.stringify(input)}`).toEqual(expected);
}

function encodeWithRust(rust: RustTokenizer, input: OracleInput) {
  return typeof input === 'string' ? rust.encode(input) : rust.encode(input[0], input[1]);
}
