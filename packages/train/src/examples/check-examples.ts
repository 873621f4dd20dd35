import type { BertConfig } from '@bertsmith/bert-core';
import { type EncodedExamples, IGNORED_LABEL, rowCount, type TargetColumn } from '@bertsmith/data';
import type { Graph } from '@bertsmith/graph';
import { InputError } from '@bertsmith/tensor';
import { MASKED_POSITIONS } from '../step/batch-feeds.js';

/** What rows have to fit. */
export interface ExampleLimits {
  readonly config: BertConfig;
  /** A graph of the model with a loss. */
  readonly graph: Graph;
  /** The longest sequence, in tokens. */
  readonly maxLength: number;
}

/** Graph inputs that every batch has. */
const ENCODER_INPUTS = new Set(['input_ids', 'attention_mask', 'token_type_ids', 'dropout_key']);

/** Whether a second text follows the first (0) or not (1). */
const NEXT_SENTENCE = 'next_sentence_label';

/**
 * Checks, before any work, that a model can take rows: a label that it has no class for would train silently on nothing, and an
 * id that it has no word for, or a second text where it has no token type for one, would fail in the middle of a run.
 *
 * @param what names the rows in messages: `'training'`, `'validation'`
 * @throws InputError when there are no rows; when they lack what the model learns; or when one has a label, an id, a token type or a length
 *   that the model does not: names the row, from 0
 */
export function checkExamples(what: string, examples: EncodedExamples, limits: ExampleLimits): void {
  const rows = rowCount(examples);
  if (rows === 0) throw new InputError(`there are no ${what} rows`, { what });
  checkTargetNames(what, examples, limits.graph);
  for (let row = 0; row < rows; row++) checkRow(`${what} row ${row}`, examples, row, limits);
  for (const [name, column] of Object.entries(examples.targets)) {
    checkTargets(what, examples, [name, column], classCount(limits));
  }
}

/** What the loss reads has to be there, and of its type: questions do not train a classifier. */
function checkTargetNames(what: string, { targets }: EncodedExamples, graph: Graph): void {
  for (const [name, dtype] of targetsOf(graph)) {
    const actual = targets[name]?.dtype;
    if (actual === dtype) continue;
    const found =
      actual === undefined ? `have ${Object.keys(targets).join(', ') || 'nothing to learn'}` : `are ${actual}`;
    throw new InputError(
      `the model learns '${name}' (${dtype}); the ${what} rows ${found}: encode them for the model's kind of task`,
      { what, expected: name, actual: Object.keys(targets) },
    );
  }
}

/** What is to be learned, as examples have it: where a graph reads masked tokens alone, they have labels for all. */
function targetsOf(graph: Graph): (readonly [name: string, dtype: string])[] {
  const names = [...graph.inputs].filter(([name]) => !ENCODER_INPUTS.has(name) && !name.startsWith('masked_'));
  const targets = names.map(([name, { dtype }]) => [name, dtype] as const);
  return graph.inputs.has(MASKED_POSITIONS) ? [...targets, ['labels', 'int32'] as const] : targets;
}

function checkRow(place: string, examples: EncodedExamples, row: number, { config, maxLength }: ExampleLimits): void {
  const ids = examples.inputIds.subarray(examples.offsets[row], examples.offsets[row + 1]);
  if (ids.length > maxLength) {
    throw new InputError(`${place} has ${ids.length} tokens, maxLength is ${maxLength}: encode it with that`, {
      row,
      length: ids.length,
      maxLength,
    });
  }
  checkIds(place, row, ids, config.vocabSize);
  const hasPair = (examples.pairStarts[row] as number) < ids.length;
  if (hasPair) checkPair(place, row, config.typeVocabSize);
}

/** Classes that a label can be: what the model gives a logit for. */
function classCount({ graph, config }: ExampleLimits): number {
  const classes = graph.outputs.get('logits')?.shape.at(-1);
  return typeof classes === 'number' ? classes : config.vocabSize;
}

function checkTargets(
  what: string,
  examples: EncodedExamples,
  [name, column]: readonly [string, TargetColumn],
  numLabels: number,
): void {
  if (column.dtype !== 'int32') return;
  for (const [index, label] of column.data.entries()) {
    const row = column.per === 'row' ? index : rowOfToken(examples, index);
    const limit = name === 'labels' ? numLabels : name === NEXT_SENTENCE ? 2 : rowLength(examples, row);
    if (label >= 0 && label < limit) continue;
    if (column.per === 'token' && label === IGNORED_LABEL) continue;
    const expected = name.endsWith('_positions')
      ? `the row has the tokens 0 to ${limit - 1}`
      : `the model has the classes 0 to ${limit - 1}`;
    const called = name === 'labels' ? 'label' : name;
    throw new InputError(`${what} row ${row}: the ${called} is ${label}, ${expected}`, {
      row,
      label,
      numLabels: limit,
    });
  }
}

function rowLength({ offsets }: EncodedExamples, row: number): number {
  return (offsets[row + 1] as number) - (offsets[row] as number);
}

function rowOfToken({ offsets }: EncodedExamples, token: number): number {
  return offsets.findIndex((start) => start > token) - 1;
}

function checkIds(place: string, row: number, ids: Int32Array, vocabSize: number): void {
  for (const id of ids) {
    if (id >= 0 && id < vocabSize) continue;
    throw new InputError(
      `${place}: the token id is ${id}, the model has ${vocabSize} words: use the tokenizer that it was made for`,
      { row, id, vocabSize },
    );
  }
}

/** The tokens of a second text have the type 1. */
function checkPair(place: string, row: number, typeVocabSize: number): void {
  if (typeVocabSize > 1) return;
  throw new InputError(
    `${place} has a second text, whose tokens have the type 1; the model has only type 0 (typeVocabSize is ${typeVocabSize}): join the two texts, or use a model with typeVocabSize 2`,
    { row, tokenType: 1, typeVocabSize },
  );
}
