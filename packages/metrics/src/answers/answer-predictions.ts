import { InputError } from '@bertsmith/tensor';

/** What counts as right for one question. */
export interface AnswerReference {
  /** As the data set has it. */
  readonly id: string;
  /** The texts that count as right; none when the context does not answer the question (SQuAD 2.0). */
  readonly answers: readonly string[];
}

/** A model's belief that questions have no answer, and from where on it is taken at its word. */
export interface NoAnswerDecision {
  /** For each id a probability, or any score that rises with it. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** A question whose probability is above this counts as "no answer", whatever its prediction. */
  readonly threshold: number;
}

/** The outcome of answering questions. */
export interface AnswerPredictions {
  /** The answer to each question by its id; an empty text says that there is none. */
  readonly predictions: Readonly<Record<string, string>>;
  /** All questions, each once. */
  readonly references: readonly AnswerReference[];
  /**
   * Which of the two official programs to follow. They differ where nothing is left of an answer once it is normalized:
   * 2.0 ignores such references and scores "no answer" against "no answer" 1; 1.1 gives an F1 of 0.
   * Default: 2.0 when any question has no answer, otherwise 1.1.
   */
  readonly version?: '1.1' | '2.0';
  /** Default: an empty prediction alone says that there is no answer. */
  readonly noAnswer?: NoAnswerDecision;
}

/**
 * Checks the outcome.
 *
 * @throws InputError when there are no questions, an id is there twice, a question has no prediction or a prediction no
 *   question, or a question has no answer under version 1.1
 */
export function checkAnswers({ predictions, references, version, noAnswer }: AnswerPredictions): void {
  const ids = new Set<string>();
  for (const { id, answers } of references) {
    if (ids.has(id)) refuse(`two references have the id '${id}'; give each question once`, { id });
    ids.add(id);
    checkPrediction(id, predictions);
    if (noAnswer !== undefined) checkProbability(id, noAnswer.probabilities);
    if (version === '1.1' && answers.length === 0) {
      refuse(`question '${id}' has no answer, which SQuAD 1.1 does not know: leave version out, or set it to '2.0'`, {
        id,
      });
    }
  }
  if (ids.size === 0) refuse('no references; give at least one question', { references: 0 });
  if (noAnswer !== undefined && Number.isNaN(noAnswer.threshold)) {
    refuse('noAnswer.threshold is NaN, expected a number', { threshold: noAnswer.threshold });
  }
  const unknown = Object.keys(predictions).find((id) => !ids.has(id));
  if (unknown !== undefined) {
    refuse(`there is a prediction for '${unknown}', which no reference has; are these predictions of other data?`, {
      id: unknown,
    });
  }
}

function checkPrediction(id: string, predictions: Readonly<Record<string, string>>): void {
  if (!Object.hasOwn(predictions, id)) {
    refuse(`no prediction for question '${id}'; give an empty text where the model finds no answer`, { id });
  }
  const prediction: unknown = predictions[id];
  if (typeof prediction !== 'string') {
    refuse(`the prediction for question '${id}' is ${prediction}, expected a text`, { id, prediction });
  }
}

function checkProbability(id: string, probabilities: Readonly<Record<string, number>>): void {
  const probability = Object.hasOwn(probabilities, id) ? probabilities[id] : undefined;
  if (Number.isFinite(probability)) return;
  refuse(`noAnswer.probabilities['${id}'] is ${probability}, expected a finite number`, { id, probability });
}

function refuse(what: string, details: Readonly<Record<string, unknown>>): never {
  throw new InputError(`scoring answers: ${what}`, details);
}
