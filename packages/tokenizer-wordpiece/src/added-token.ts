/** A token that is found in the raw text, before normalization, instead of by WordPiece. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** `decode` leaves special tokens out unless told otherwise. */
  readonly special: boolean;
  /** Found only where neither neighbour is a letter, digit, mark or underscore. */
  readonly singleWord: boolean;
  /** Takes the whitespace on its left with it. */
  readonly lstrip: boolean;
  /** Takes the whitespace on its right with it. */
  readonly rstrip: boolean;
  /** Found in the normalized text instead. */
  readonly normalized: boolean;
}

/** A special token as Hugging Face adds it by default: found anywhere, exactly as written. */
export function specialToken(content: string, id: number): AddedToken {
  return { id, content, special: true, singleWord: false, lstrip: false, rstrip: false, normalized: false };
}
