/** One row of a data set: a text, perhaps a second one that belongs to it, and the class to be learned. */
export interface Example {
  readonly text: string;
  /** The second text, for tasks about two: premise and hypothesis, question and answer. */
  readonly pair?: string;
  /** The class, a whole number from 0. */
  readonly label: number;
}
