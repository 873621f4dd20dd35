import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readFixture, TOLERANCE } from '../test/read-fixture.js';
import type { AnswerReference } from './answers/answer-predictions.js';
import { answerF1, exactMatch } from './answers/answer-scores.js';
import { bestNoAnswerThreshold } from './answers/best-no-answer-threshold.js';
import { computeMetrics } from './built-in-metrics.js';
import { type Average, averageScores } from './classification/average-scores.js';
import { f1Metric } from './classification/f1.js';
import { entityScores } from './entities/entity-scores.js';
import { GLUE_METRICS } from './glue-metrics.js';

type Averages = Record<Average, [number, number, number]>;
type Best = { readonly score: number; readonly threshold: number };

/** What Python scored of the same rules; `make-real-predictions.py` says them in words. */
const expected = readFixture<{
  sha256: Record<string, string>;
  cola: Record<string, number>;
  stsb: Record<string, number>;
  wnut: { examples: number; lenient: Averages; strict: Averages };
  squad2: {
    examples: number;
    exactMatch: number;
    answerF1: number;
    decided: { exactMatch: number; answerF1: number };
    best: { exactMatch: Best; f1: Best };
  };
}>('real-predictions');

const shared = process.env.BERTSMITH_SHARED ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
const folder = join(shared, 'data');
const missing = Object.keys(expected.sha256).find((name) => !existsSync(join(folder, name)));
const reason =
  missing === undefined
    ? ''
    : ` (skipped: there is no ${join(folder, missing)}; BERTSMITH_SHARED may name another place)`;

describe.skipIf(reason !== '')(`rules on real data${reason}`, () => {
  it('score on CoLA as by scikit-learn', () => {
    const rows = readRows('glue/CoLA/dev.tsv');
    const labels = rows.map((row) => Number(row[1]));
    const predictions = rows.map((row) => (row[3]!.split(' ').length <= 9 ? 1 : 0));
    const metrics = [...GLUE_METRICS.cola, ...GLUE_METRICS.sst2, f1Metric];
    expectClose({ ...computeMetrics({ predictions, labels }, metrics), examples: labels.length }, expected.cola);
  });

  it('score on STS-B as by SciPy', () => {
    const rows = readRows('glue/STS-B/dev.tsv').slice(1);
    const labels = rows.map((row) => Number(row[9]));
    const predictions = rows.map((row) => sharedWords(row[7]!, row[8]!));
    expectClose(
      { ...computeMetrics({ predictions, labels }, GLUE_METRICS.stsb), examples: labels.length },
      expected.stsb,
    );
  });

  it.each(['lenient', 'strict'] as const)('score on WNUT-17 as by seqeval, %s', (mode) => {
    const tagOf = mostFrequentTags(readSentences('ner/wnut17train.conll'));
    const sentences = readSentences('ner/emerging.dev.conll');
    const labels = sentences.map((sentence) => sentence.map(([, tag]) => tag!));
    const predictions = sentences.map((sentence) => sentence.map(([word]) => tagOf.get(word!) ?? 'O'));
    const scores = entityScores({ predictions, labels }, mode === 'strict' ? { scheme: 'IOB2' } : {});
    expect(labels.length).toBe(expected.wnut.examples);
    for (const average of ['micro', 'macro', 'weighted'] as const) {
      const { precision, recall, f1 } = averageScores(scores, average);
      const [ofPrecision, ofRecall, ofF1] = expected.wnut[mode][average];
      expectClose({ precision, recall, f1 }, { precision: ofPrecision, recall: ofRecall, f1: ofF1 });
    }
  });

  it('score on SQuAD 2.0 as defined', () => {
    const { references, predictions, probabilities } = answerByRule();
    const input = { references, predictions };
    const decided = { ...input, noAnswer: { probabilities, threshold: 0.5 } };
    const { best, ...scores } = expected.squad2;
    const scored = (outcome: typeof input) => ({ exactMatch: exactMatch(outcome), answerF1: answerF1(outcome) });
    expect(references.length).toBe(scores.examples);
    expectClose(scored(input), { exactMatch: scores.exactMatch, answerF1: scores.answerF1 });
    expectClose(scored(decided), scores.decided);
    const found = bestNoAnswerThreshold({ ...input, probabilities });
    expectClose({ ...found.exactMatch }, { ...best.exactMatch });
    expectClose({ ...found.f1 }, { ...best.f1 });
  });
});

function expectClose(scores: Record<string, number>, figures: Record<string, number>): void {
  expect(Object.keys(scores).sort()).toEqual(Object.keys(figures).sort());
  for (const [name, score] of Object.entries(scores)) {
    expect(Math.abs(score - (figures[name] ?? Number.NaN)), name).toBeLessThan(TOLERANCE);
  }
}

function read(name: string): string {
  const content = readFileSync(join(folder, name));
  expect(createHash('sha256').update(content).digest('hex'), name).toBe(expected.sha256[name]);
  return content.toString('utf8');
}

function readRows(name: string): string[][] {
  const lines = read(name).split('\n');
  return lines.filter((line) => line !== '').map((line) => line.split('\t'));
}

function sharedWords(first: string, second: string): number {
  const [one, other] = [new Set(first.split(' ')), new Set(second.split(' '))];
  const common = [...one].filter((word) => other.has(word)).length;
  return common / (one.size + other.size - common);
}

function readSentences(name: string): string[][][] {
  const sentences: string[][][] = [[]];
  for (const line of read(name).split('\n')) {
    if (line.trim() === '') sentences.push([]);
    else sentences.at(-1)?.push(line.trim().split('\t'));
  }
  return sentences.filter(({ length }) => length > 0);
}

function mostFrequentTags(sentences: readonly string[][][]): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const [word, tag] of sentences.flat()) {
    const ofWord = counts.get(word!) ?? new Map<string, number>();
    counts.set(word!, ofWord.set(tag!, (ofWord.get(tag!) ?? 0) + 1));
  }
  const first = (tags: Map<string, number>) =>
    [...tags].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))[0]![0];
  return new Map([...counts].map(([word, tags]) => [word, first(tags)]));
}

interface SquadFile {
  data: { paragraphs: { context: string; qas: { id: string; answers: { text: string }[] }[] }[] }[];
}

function answerByRule() {
  const references: AnswerReference[] = [];
  const predictions: Record<string, string> = {};
  const probabilities: Record<string, number> = {};
  const { data } = JSON.parse(read('squad/dev-v2.0-cs224n.json')) as SquadFile;
  for (const { context, qas } of data.flatMap(({ paragraphs }) => paragraphs)) {
    for (const { id, answers } of qas) {
      const number = references.length;
      const begin = context.split(' ').slice(0, 5).join(' ');
      const last = answers.at(-1)?.text ?? (number % 2 === 1 ? '' : begin);
      predictions[id] = [last, last.split(' ').slice(1).join(' '), begin][number % 3]!;
      probabilities[id] = (((number * 37) % 101) + (answers.length > 0 ? 0 : 50)) / 151;
      references.push({ id, answers: answers.map(({ text }) => text) });
    }
  }
  return { references, predictions, probabilities };
}
