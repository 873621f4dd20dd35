/**
 * Records of CSV (Y. Shafranovich, RFC 4180, 2005), by the library csv-parse, with the lines where they start, and with
 * a way to go on after one whose quotation marks are wrong: at the next line, as if the bad one were not there.
 */
import { CsvError, parse } from 'csv-parse/sync';

/** One record, or what is wrong with it. */
export type CsvRecord = { readonly line: number } & (
  | { readonly cells: readonly string[] }
  | { readonly problem: string }
);

/**
 * The records of a text, in their order. CRLF is read as LF, within quoted values too: csv-parse counts it twice there.
 *
 * @param separator the character between two values
 */
export function parseCsv(text: string, separator: string): CsvRecord[] {
  const records: CsvRecord[] = [];
  let rest = text.replaceAll('\r\n', '\n');
  let firstLine = 1;
  while (rest !== '') {
    const failure = parseUntilBroken(rest, separator, firstLine, records);
    if (failure === undefined) break;
    records.push(failure);
    rest = dropLines(rest, failure.line + 1 - firstLine);
    firstLine = failure.line + 1;
  }
  return records;
}

/** Appends the records up to the first broken one, which it returns. */
function parseUntilBroken(text: string, separator: string, firstLine: number, records: CsvRecord[]) {
  let line = firstLine;
  const append = (cells: string[], { lines }: { readonly lines: number }): undefined => {
    records.push({ line, cells });
    line = firstLine + lines;
  };
  try {
    parse(text, { delimiter: separator, record_delimiter: '\n', relax_column_count: true, on_record: append });
    return undefined;
  } catch (error) {
    if (error instanceof CsvError) return { line, problem: explain(error) };
    throw error;
  }
}

function explain({ code }: CsvError): string {
  switch (code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return 'a value starts with a quotation mark, and no other one ends it';
    case 'CSV_INVALID_CLOSING_QUOTE':
      return 'a quotation mark within a quoted value is not doubled, or text follows the one that ends it';
    case 'INVALID_OPENING_QUOTE':
      return 'a quotation mark stands within a value that does not start with one';
    default:
      return `not a record of CSV (${code})`;
  }
}

function dropLines(text: string, count: number): string {
  let start = 0;
  for (let dropped = 0; dropped < count; dropped++) {
    const newline = text.indexOf('\n', start);
    if (newline < 0) return '';
    start = newline + 1;
  }
  return text.slice(start);
}
