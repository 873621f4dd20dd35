import { expect, it } from 'vitest';
import { captureIo } from '../test/captured-io.js';
import { listenForInterrupt } from './interrupt.js';

it("the first Ctrl-C aborts, the second ends the process, and after the work both are the system's again", () => {
  const io = captureIo();
  let told = 0;
  const interrupt = listenForInterrupt(io, () => told++);
  expect(interrupt.signal.aborted).toBe(false);
  io.interrupt();
  expect([interrupt.signal.aborted, told, io.exits]).toEqual([true, 1, []]);
  io.interrupt();
  expect([told, io.exits]).toEqual([1, [130]]);
  interrupt[Symbol.dispose]();
  io.interrupt();
  expect(io.exits).toEqual([130]);
});
