import { type EncodedExamples, IGNORED_LABEL, rowCount, type TokenClasses } from '@bertsmith/data';
import { indexOfLargest, type Tensor } from '@bertsmith/tensor';
import type { OutcomeCollector } from './outcome-collector.js';

/** For a tag of each word: of the tokens that have a label. @param labelNames the tags' names, by class */
export function collectTags(
  examples: EncodedExamples,
  labels: TokenClasses,
  labelNames: readonly string[],
): OutcomeCollector {
  const rows: (readonly string[])[] = Array.from({ length: rowCount(examples) }, () => []);
  return {
    add(outputs, { rowNumbers }) {
      const { data, shape } = outputs.get('logits') as Tensor<'float32'>;
      const [, sequence, classes] = shape as readonly [number, number, number];
      for (const [position, row] of rowNumbers.entries()) {
        const first = position * sequence;
        rows[row] = labelledTokens(examples, labels, row).map((token) => {
          const logits = data.subarray((first + token) * classes, (first + token + 1) * classes);
          return labelNames[indexOfLargest(logits)] as string;
        });
      }
    },
    finish() {
      const data = byExample(examples, rows);
      return { predictions: { kind: 'tags', data }, metrics: {}, examples: data.length };
    },
  };
}

function labelledTokens({ offsets }: EncodedExamples, labels: TokenClasses, row: number): number[] {
  const ofRow = labels.data.subarray(offsets[row], offsets[row + 1]);
  return [...ofRow.keys()].filter((token) => ofRow[token] !== IGNORED_LABEL);
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
