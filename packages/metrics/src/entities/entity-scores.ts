import { ConfigError, compareCodePoints } from '@bertsmith/tensor';
import { type ClassScores, scoresFromCounts } from '../classification/class-scores.js';
import type { Entity } from './entity.js';
import { LENIENT_PREFIXES, lenientEntities } from './lenient-entities.js';
import { parseTag } from './parse-tag.js';
import { strictEntities } from './strict-entities.js';
import { checkTags, type TagPredictions } from './tag-predictions.js';
import { SCHEME_RULES, type TagScheme } from './tag-scheme.js';

/** How entities are read from tags. */
export interface EntityScoreOptions {
  /**
   * Count only entities that are written as this scheme demands (seqeval's `mode='strict'`). Default: none; read the
   * tags leniently, whatever their scheme, as CoNLL's evaluation and seqeval's default do.
   */
  readonly scheme?: TagScheme;
}

/** The scores of one type of entity; `support`, `predicted` and `correct` count entities. */
export interface EntityScores extends ClassScores {
  readonly type: string;
}

/**
 * Precision, recall and F1 of each type of entity, types by name; an entity is right when its type, first and last word
 * all are. Equal to seqeval's (Nakayama, 2018) with `zero_division=0`; {@link averageScores} makes one of them.
 *
 * @throws InputError when there are no sentences, lists differ in length, or a tag is none, or none of the scheme
 * @throws ConfigError when the scheme is not known
 * @example
 * entityScores({ predictions: [['B-person', 'O']], labels: [['B-person', 'I-person']] })[0]?.f1; // 0
 */
export function entityScores(input: TagPredictions, { scheme }: EntityScoreOptions = {}): EntityScores[] {
  checkTags(input);
  checkScheme(scheme);
  const counts = new Map<string, EntityCounts>();
  for (let row = 0; row < input.labels.length; row++) {
    countSentence(readEntities(input, 'labels', row, scheme), readEntities(input, 'predictions', row, scheme), counts);
  }
  const types = [...counts].sort(([first], [second]) => compareCodePoints(first, second));
  return types.map(([type, count]) => ({ type, ...scoresFromCounts(count) }));
}

interface EntityCounts {
  support: number;
  predicted: number;
  correct: number;
}

function checkScheme(scheme: TagScheme | undefined): void {
  if (scheme === undefined || Object.hasOwn(SCHEME_RULES, scheme)) return;
  const known = Object.keys(SCHEME_RULES);
  throw new ConfigError(`there is no scheme of tags '${scheme}'; known are: ${known.join(', ')}`, { scheme, known });
}

function readEntities(
  input: TagPredictions,
  list: 'labels' | 'predictions',
  row: number,
  scheme: TagScheme | undefined,
): Entity[] {
  const allowed = scheme === undefined ? LENIENT_PREFIXES : SCHEME_RULES[scheme].prefixes;
  const tags = Array.from(input[list][row] ?? [], (tag, word) => parseTag(tag, allowed, { list, row, word }));
  return scheme === undefined ? lenientEntities(tags) : strictEntities(tags, scheme);
}

function countSentence(labels: readonly Entity[], predictions: readonly Entity[], counts: Map<string, EntityCounts>) {
  const predictedAt = new Map(predictions.map((entity) => [entity.start, entity])); // Entities do not overlap.
  for (const label of labels) {
    const count = countsOf(label.type, counts);
    const predicted = predictedAt.get(label.start);
    count.support++;
    if (predicted?.end === label.end && predicted.type === label.type) count.correct++;
  }
  for (const { type } of predictions) countsOf(type, counts).predicted++;
}

function countsOf(type: string, counts: Map<string, EntityCounts>): EntityCounts {
  const known = counts.get(type);
  if (known !== undefined) return known;
  const fresh = { support: 0, predicted: 0, correct: 0 };
  counts.set(type, fresh);
  return fresh;
}
