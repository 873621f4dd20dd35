import { type EncodedExamples, IGNORED_LABEL, rowCount, type TokenClasses } from '@bertsmith/data';
import { accuracy, computeMetrics, ENTITY_METRICS } from '@bertsmith/metrics';
import { indexOfLargest, type Tensor } from '@bertsmith/tensor';
import type { OutcomeCollector } from './outcome-collector.js';

/** For a tag of each word: of the tokens that have a label. @param labelNames the tags' names, by class */
export function collectTags(
  examples: EncodedExamples,
  labels: TokenClasses,
  labelNames: readonly string[],
): OutcomeCollector {
  const rows: (readonly string[])[] = Array.from({ length: rowCount(examples) }, () => []);
  const rightRows = rows.map((_, row) =>
    labelledTokens(examples, labels, row).map((token) => labelNames[labels.data[token] as number] as string),
  );
  return {
    add(outputs, { rowNumbers }) {
      const { data, shape } = outputs.get('logits') as Tensor<'float32'>;
      const [, sequence, classes] = shape as readonly [number, number, number];
      for (const [position, row] of rowNumbers.entries()) {
        const first = position * sequence;
        rows[row] = labelledTokens(examples, labels, row).map((token) => {
          const place = first + token - (examples.offsets[row] as number);
          const logits = data.subarray(place * classes, (place + 1) * classes);
          return labelNames[indexOfLargest(logits)] as string;
        });
      }
    },
    finish() {
      const data = byExample(examples, rows);
      const metrics = scoreTags(data, byExample(examples, rightRows), labelNames);
      return { predictions: { kind: 'tags', data }, metrics, examples: data.length };
    },
  };
}

/** Positions in the columns of the examples. */
function labelledTokens({ offsets }: EncodedExamples, labels: TokenClasses, row: number): number[] {
  const tokens: number[] = [];
  for (let token = offsets[row] as number; token < (offsets[row + 1] as number); token++) {
    if (labels.data[token] !== IGNORED_LABEL) tokens.push(token);
  }
  return tokens;
}

/** How tags say where an entity begins and ends. */
const ENTITY_TAG = /^(O|[BIESUL]-.+)$/;

/** The share of words that have the right tag; and of entities, where the tags are of such. */
function scoreTags(
  predictions: readonly (readonly string[])[],
  labels: readonly (readonly string[])[],
  labelNames: readonly string[],
): Readonly<Record<string, number>> {
  const positions = new Map(labelNames.map((name, position) => [name, position]));
  const classesOf = (tags: readonly (readonly string[])[]) => tags.flat().map((tag) => positions.get(tag) as number);
  const words = { predictions: classesOf(predictions), labels: classesOf(labels), numLabels: labelNames.length };
  const ofWords = { accuracy: accuracy(words) };
  if (!labelNames.every((name) => ENTITY_TAG.test(name))) return ofWords;
  return { ...computeMetrics({ predictions, labels }, ENTITY_METRICS), ...ofWords };
}

/** Joins the rows of each example. */
function byExample({ exampleNumbers }: EncodedExamples, rows: readonly (readonly string[])[]): string[][] {
  const joined: string[][] = [];
  for (const [row, tags] of rows.entries()) {
    const example = exampleNumbers?.[row] ?? row;
    joined[example] = [...(joined[example] ?? []), ...tags];
  }
  return joined;
}
