/**
 * Which terms become columns: not too rare, not too common, at most so many; in alphabetical order.
 */
import { ConfigError } from '@bertsmith/tensor';
import { sortByCodePoint } from './code-point-order.js';

/** Limits on the terms that are kept, with scikit-learn's names and meanings. */
export interface VocabularyOptions {
  /** Terms in fewer documents are left out: a count from 1, or a share of the documents below 1. Default 1. */
  readonly minDf?: number;
  /** Terms in more documents are left out: a share up to 1, or a count above 1. Default 1: all documents. */
  readonly maxDf?: number;
  /** Only so many terms are kept, those that occur most often in all documents together. Default: all. */
  readonly maxFeatures?: number;
}

/** What is counted of a term while documents are read. */
export interface TermCount {
  /** Documents that contain it. */
  documents: number;
  /** Times it occurs in all of them. */
  occurrences: number;
}

/**
 * The kept terms, in the order of their columns.
 *
 * Among terms that occur equally often at the edge of `maxFeatures`, the alphabetically first are kept; scikit-learn
 * leaves that to an unstable sort.
 */
export function selectTerms(
  counts: ReadonlyMap<string, TermCount>,
  documents: number,
  { minDf = 1, maxDf = 1, maxFeatures }: VocabularyOptions,
): string[] {
  const fewest = minDf < 1 ? minDf * documents : minDf;
  const most = maxDf <= 1 ? maxDf * documents : maxDf;
  if (most < fewest) {
    throw new ConfigError(`minDf ${minDf} keeps terms of ${fewest} documents on, maxDf ${maxDf} of ${most} at most`, {
      minDf,
      maxDf,
    });
  }
  const kept: string[] = [];
  for (const [term, count] of counts) {
    if (count.documents >= fewest && count.documents <= most) kept.push(term);
  }
  sortByCodePoint(kept);
  return maxFeatures === undefined || maxFeatures >= kept.length ? kept : mostFrequent(kept, counts, maxFeatures);
}

function mostFrequent(sorted: string[], counts: ReadonlyMap<string, TermCount>, limit: number): string[] {
  const occurrences = (term: string) => counts.get(term)?.occurrences ?? 0;
  return sortByCodePoint([...sorted].sort((a, b) => occurrences(b) - occurrences(a)).slice(0, limit));
}
