import { InputError } from '@bertsmith/tensor';

/** @param what names the label in the message: `row 3: the label` */
export function requireLabel(what: string, row: number, label: number, numLabels: number): void {
  if (Number.isInteger(label) && label >= 0 && label < numLabels) return;
  throw new InputError(`${what} is ${label}, expected a whole number from 0 to ${numLabels - 1}`, {
    row,
    label,
    numLabels,
  });
}
