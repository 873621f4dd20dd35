import { readFileSync, writeFileSync } from 'node:fs';
import { FormatError, OutputError } from '@bertsmith/tensor';
import { describe, expect, it } from 'vitest';
import { useTemporaryDirectory } from '../../test/temporary-directory.js';
import { cutLog } from './cut-log.js';

const place = useTemporaryDirectory();

const step = (number: number) => `{"kind":"step","step":${number},"note":"ä"}`;
const evaluation = (number: number) => `{"kind":"evaluation","step":${number}}`;
const checkpoint = (number: number) => `{"kind":"checkpoint","step":${number}}`;

/** @returns the lines that are left of a log */
function cut(lines: readonly string[], at: number, rest = ''): string[] {
  const path = place('log.jsonl');
  writeFileSync(path, lines.map((line) => `${line}\n`).join('') + rest);
  cutLog(path, at);
  return readFileSync(path, 'utf8').split('\n').slice(0, -1);
}

describe('cutLog', () => {
  it('leaves what was there when the checkpoint was taken', () => {
    const before = [step(1), step(2), checkpoint(2)];
    expect(cut([...before, evaluation(2), step(3)], 2)).toEqual(before);
    expect(cut(before, 2)).toEqual(before);
  });

  it('goes by the last checkpoint of the step: the run was there more than once', () => {
    const before = [step(1), checkpoint(1), `{"kind":"resume","step":1}`, checkpoint(1)];
    expect(cut([...before, step(2)], 1)).toEqual(before);
  });

  it('goes by steps when the process died before it wrote of the checkpoint', () => {
    const before = [step(1), checkpoint(1), step(2), evaluation(2)];
    expect(cut([...before, step(3), evaluation(3)], 2)).toEqual(before);
    expect(cut(before, 2)).toEqual(before);
    expect(cut(before, 7)).toEqual(before);
    expect(cut([step(3)], 2)).toEqual([]);
  });

  it('cuts a line that is not whole', () => {
    expect(cut([step(1)], 1, '{"kind":"st')).toEqual([step(1)]);
    expect(readFileSync(place('log.jsonl'), 'utf8')).toBe(`${step(1)}\n`);
  });

  it('makes a file that is not there', () => {
    cutLog(place('new/log.jsonl'), 5);
    expect(readFileSync(place('new/log.jsonl'), 'utf8')).toBe('');
  });

  it.each(['not JSON', '{"kind":"step"}', '["step", 1]', 'null', ''])(
    'leaves a file with the line %j alone',
    (line) => {
      expect(() => cut([step(1), line, step(2)], 1)).toThrow(FormatError);
      expect(() => cut([step(1), line, step(2)], 1)).toThrow(/log\.jsonl, line 2: this is no event of a log/);
      expect(readFileSync(place('log.jsonl'), 'utf8')).toBe(`${step(1)}\n${line}\n${step(2)}\n`);
    },
  );

  it('says so when the place is a directory', () => {
    expect(() => cutLog(place('.'), 1)).toThrow(OutputError);
  });
});
