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
