/** Some words of a sentence that name one thing. */
export interface Entity {
  readonly type: string;
  /** Its first word, counted from 0. */
  readonly start: number;
  /** The word after its last. */
  readonly end: number;
}
