/** From a label for each word to stretches of one kind, as the labels' `B-` and `I-` say (Ramshaw and Marcus 1995). */

/** A word and its label. */
export interface LabelledWord {
  /** Its place among the words of the text. */
  readonly index: number;
  readonly text: string;
  /** Where it starts and ends in the text, in UTF-16 code units; of a given word, its place and the next. */
  readonly start: number;
  readonly end: number;
  readonly label: string;
  /** The label's probability, 0 to 1. */
  readonly score: number;
}

/** A stretch of text of one kind. */
export interface Entity {
  /** The kind: the label without `B-` or `I-`. */
  readonly entity: string;
  /** As it is written in the text; of given words, with spaces between them. */
  readonly text: string;
  /** Where it starts and ends in the text, in UTF-16 code units; of given words, the first word and the one after the last. */
  readonly start: number;
  readonly end: number;
  /** The mean probability of its words' labels, 0 to 1. */
  readonly score: number;
}

/** The label of words that are of no kind. */
export const OUTSIDE = 'O';

const TAG = /^([BI])-(.+)$/;

/**
 * Neighbouring words of one kind are one entity; `B-` begins another. An `I-` without a beginning begins one too. Labels that are neither
 * `O` nor begin with `B-` or `I-` are kinds of their own, and neighbours of one kind are merged.
 */
export function mergeEntities(text: string | readonly string[], words: readonly LabelledWord[]): Entity[] {
  const groups: { kind: string; words: LabelledWord[] }[] = [];
  let open: (typeof groups)[number] | undefined;
  for (const word of words) {
    const [, position = 'I', kind = word.label] = TAG.exec(word.label) ?? [];
    if (kind === OUTSIDE) open = undefined;
    else if (open?.kind === kind && position === 'I') open.words.push(word);
    else {
      open = { kind, words: [word] };
      groups.push(open);
    }
  }
  return groups.map((group) => describe(text, group.kind, group.words));
}

function describe(text: string | readonly string[], entity: string, words: readonly LabelledWord[]): Entity {
  const [start, end] = [words[0]?.start ?? 0, words.at(-1)?.end ?? 0];
  const written = typeof text === 'string' ? text.slice(start, end) : text.slice(start, end).join(' ');
  const score = words.reduce((sum, word) => sum + word.score, 0) / words.length;
  return { entity, text: written, start, end, score };
}
