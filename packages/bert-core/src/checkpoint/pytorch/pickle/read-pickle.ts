/**
 * Python's pickle format, as much of it as `torch.save` of a state dict uses, without Python's danger.
 *
 * A pickle is a program for a small stack machine. Python's own reader imports and calls whatever the program names, `os.system`
 * included. This one has a fixed list of operations and a fixed table of names; all others end it with an error, and even the
 * known functions are never run, only understood. It makes one small value for each operation, looks into no value deeper than its own
 * items, and so ends after one pass over the bytes whatever is in them.
 *
 * Format: PEP 307, PEP 3154, PEP 574 and the comments of `pickletools.py` in Python's library.
 */
import { MAXIMUM_PICKLE_OPERATIONS } from '../pytorch-limits.js';
import { PickleCursor } from './pickle-cursor.js';
import { PickleMachine } from './pickle-machine.js';
import { OPERATIONS, refusedName, STOP } from './pickle-operations.js';
import type { PickleValue } from './pickle-values.js';

/** What is said in messages about where a pickle is from. */
export interface PickleSource {
  readonly path: string;
  /** Bytes of the file before the pickle. */
  readonly byteOffset: number;
}

/**
 * The value that a pickle stands for.
 *
 * @throws FormatError for every operation and every name that a state dict has no use for, and for a pickle that is damaged
 */
export function readPickle(bytes: Uint8Array, source: PickleSource): PickleValue {
  const cursor = new PickleCursor(bytes, source);
  const machine = new PickleMachine(cursor);
  for (let count = 0; count < MAXIMUM_PICKLE_OPERATIONS; count++) {
    const { position } = cursor;
    const opcode = cursor.readUnsigned(1);
    if (opcode === STOP) return machine.pop();
    const operation = OPERATIONS.get(opcode);
    if (operation === undefined) {
      const problem = `the instruction ${refusedName(opcode)} is no part of a state dict of tensors; nothing was run`;
      throw cursor.error(problem, position, { actual: refusedName(opcode) });
    }
    operation(machine);
  }
  throw cursor.error(`it has more than ${MAXIMUM_PICKLE_OPERATIONS} instructions: that is no state dict`);
}
