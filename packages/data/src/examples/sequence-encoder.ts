/**
 * What this package asks of a tokenizer, and no more: `WordPieceTokenizer` of `@bertsmith/tokenizer-wordpiece` is
 * one, and anything else that makes ids of texts will do.
 */
export interface SequenceEncoder {
  /** The id that fills a row after its last token. */
  readonly padTokenId: number;
  /** Ids of a text with its special tokens, cut to `maxLength` ids. */
  encodeIds(text: string, options: { readonly maxLength: number }): Int32Array;
  /** The same for a text and its pair, and for each id which of the two it belongs to: 0, then 1. */
  encode(
    text: string,
    options: { readonly pair: string; readonly maxLength: number },
  ): { readonly inputIds: Int32Array; readonly tokenTypeIds: Int32Array };
}

/** How a long text is read in windows. */
export interface WindowEncodingOptions {
  /** The second text, which alone is cut. */
  readonly pair?: string;
  readonly truncation?: 'only_second';
  /** Ids of a window at most, special tokens included. */
  readonly maxLength: number;
  /** Tokens that a window shares with the one before it. */
  readonly stride: number;
}

/** A window: some tokens of a text, with their places in it. */
export interface EncodedWindow {
  readonly inputIds: Int32Array;
  /** 0 for the first text, 1 for the second. */
  readonly tokenTypeIds: Int32Array;
  /** Which text a token is of: 0, 1, or -1 for a special token. */
  readonly sequenceIds: Int32Array;
  /** Which word of its text a token is of; -1 for a special token. */
  readonly wordIds: Int32Array;
  /** Where in its text a token starts and ends, in UTF-16 code units. */
  span(token: number): readonly [start: number, end: number];
}

/** A tokenizer that also knows where its tokens come from. */
export interface WindowEncoder {
  readonly padTokenId: number;
  /** All of a text (or of a list of words) in windows. */
  encodeWindows(text: string | readonly string[], options: WindowEncodingOptions): readonly EncodedWindow[];
}
