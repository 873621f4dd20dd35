/** The names of the classes in a `config.json`: `id2label` and its inverse, or only how many there are. */
import { FormatError } from '@bertsmith/tensor';

/** The fields that are about labels. */
export const LABEL_WIRE_NAMES = ['id2label', 'label2id', 'num_labels'] as const;

/** More classes than any task has; a file that asks for more would fill memory with their names. */
const MAXIMUM_LABELS = 1_000_000;

/** `LABEL_0`, `LABEL_1`, ...: what transformers calls classes without names. */
export function unnamedLabels(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `LABEL_${index}`);
}

/** The labels in order; none when the file does not speak of them. @throws FormatError when they are not named from 0 on */
export function readLabels(json: Readonly<Record<string, unknown>>, path: string): readonly string[] {
  const id2label = json.id2label ?? undefined;
  if (id2label === undefined) return readLabelCount(json, path);
  const isObject = typeof id2label === 'object' && !Array.isArray(id2label);
  const names = isObject ? new Map(Object.entries(id2label)) : new Map<string, unknown>();
  const labels = Array.from(names.keys(), (_, index) => names.get(String(index)));
  if (isObject && labels.every((label) => typeof label === 'string')) return labels;
  throw new FormatError(`${path}: id2label: expected an object with a name for each number from 0 on`, {
    path,
    field: 'id2label',
    actual: id2label,
  });
}

function readLabelCount({ num_labels }: Readonly<Record<string, unknown>>, path: string): readonly string[] {
  const count = num_labels ?? 0;
  if (Number.isSafeInteger(count) && (count as number) >= 0 && (count as number) <= MAXIMUM_LABELS) {
    return unnamedLabels(count as number);
  }
  throw new FormatError(
    `${path}: num_labels: expected a whole number from 0 to ${MAXIMUM_LABELS}, found ${JSON.stringify(num_labels)}`,
    { path, field: 'num_labels', actual: num_labels },
  );
}

/** The fields to write. */
export function formatLabels(labels: readonly string[]): object {
  return {
    id2label: Object.fromEntries(labels.entries()),
    label2id: Object.fromEntries(labels.map((label, index) => [label, index])),
  };
}
