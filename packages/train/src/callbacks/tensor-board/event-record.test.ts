import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { eventRecord } from './event-record.js';
import { FILE_VERSION, SESSION_START } from './event-schema.js';

interface Fixture {
  readonly wallTime: number;
  readonly points: readonly (readonly [step: number, figures: Readonly<Record<string, number>>])[];
}

const fixture = (name: string) => readFileSync(new URL(`../../../test/fixtures/${name}`, import.meta.url));

it("records are, byte for byte, those of TensorBoard's own writer", () => {
  const { wallTime, points } = JSON.parse(fixture('event-file.json').toString()) as Fixture;
  const scalars = points.map(([step, figures]) => {
    const value = Object.entries(figures).map(([tag, simpleValue]) => ({ tag, simpleValue }));
    return eventRecord({ wallTime: wallTime + step, step, summary: { value } });
  });
  const start = eventRecord({ wallTime, step: 4, sessionLog: { status: SESSION_START } });
  const actual = Buffer.concat([eventRecord({ wallTime, fileVersion: FILE_VERSION }), start, ...scalars]);
  expect(actual.toString('hex')).toBe(fixture('event-file.tfevents').toString('hex'));
});
