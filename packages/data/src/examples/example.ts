/** The rows of data sets, a kind for each kind of task. */

/** A text, perhaps a second one that belongs to it, and the class to be learned. */
export interface Example {
  readonly text: string;
  /** The second text, for tasks about two: premise and hypothesis, question and answer. */
  readonly pair?: string;
  /** The class, a whole number from 0. */
  readonly label: number;
}

/** A text, perhaps with a second one, and a number to be learned: how similar the two are. */
export interface ScoredExample {
  readonly text: string;
  readonly pair?: string;
  readonly score: number;
}

/** A sentence in words, and a tag to be learned for each. */
export interface TaggedExample {
  readonly words: readonly string[];
  /** One for each word: a position in the task's labels, or `IGNORED_LABEL` where nobody knows it. */
  readonly tags: readonly number[];
}

/** An answer that stands word for word in a context. */
export interface Answer {
  readonly text: string;
  /** Where it starts in the context, in UTF-16 code units, as JavaScript counts. */
  readonly start: number;
}

/** A question about a context. */
export interface QuestionExample {
  /** As the data set has it; predictions are told apart by it. */
  readonly id: string;
  readonly question: string;
  readonly context: string;
  /** All that count as right; none when the context does not answer. */
  readonly answers: readonly Answer[];
}
