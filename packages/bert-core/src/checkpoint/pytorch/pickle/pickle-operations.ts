/** The operations that `torch.save` uses for a state dict, protocols 2 to 5, by their byte; and the names of those that are refused. */
import type { PickleMachine } from './pickle-machine.js';
import type { PickleValue } from './pickle-values.js';

/** The newest protocol that Python has. */
const MAXIMUM_PROTOCOL = 5;

export const STOP = 0x2e;

export const OPERATIONS: ReadonlyMap<number, (machine: PickleMachine) => void> = new Map([
  [0x80, readProtocol],
  // FRAME: a hint about how much to read ahead.
  [0x95, ({ cursor }) => void [cursor.readUnsigned(4), cursor.readUnsigned(4)]],

  // Constants.
  [0x4e, (machine) => machine.push(null)],
  [0x88, (machine) => machine.push(true)],
  [0x89, (machine) => machine.push(false)],
  [0x4b, (machine) => machine.push(machine.cursor.readUnsigned(1))],
  [0x4d, (machine) => machine.push(machine.cursor.readUnsigned(2))],
  [0x4a, (machine) => machine.push(machine.cursor.readInt32())],
  [0x8a, (machine) => machine.push(machine.cursor.readLong())],
  [0x58, (machine) => machine.push(machine.cursor.readText(machine.cursor.readUnsigned(4)))],
  [0x8c, (machine) => machine.push(machine.cursor.readText(machine.cursor.readUnsigned(1)))],

  // Tuples and dictionaries.
  [0x28, (machine) => machine.mark()],
  [0x29, (machine) => machine.pushTuple([])],
  [0x85, (machine) => machine.pushTuple(popSome(machine, 1))],
  [0x86, (machine) => machine.pushTuple(popSome(machine, 2))],
  [0x87, (machine) => machine.pushTuple(popSome(machine, 3))],
  [0x74, (machine) => machine.pushTuple(machine.popToMark())],
  [0x7d, (machine) => machine.push({ kind: 'dictionary', items: [] })],
  [0x73, (machine) => machine.setItems(popSome(machine, 2))],
  [0x75, (machine) => machine.setItems(machine.popToMark())],

  // The memo.
  [0x71, (machine) => machine.remember(machine.cursor.readUnsigned(1))],
  [0x72, (machine) => machine.remember(machine.cursor.readUnsigned(4))],
  [0x94, (machine) => machine.remember(machine.memoSize)],
  [0x68, (machine) => machine.recall(machine.cursor.readUnsigned(1))],
  [0x6a, (machine) => machine.recall(machine.cursor.readUnsigned(4))],

  // Names, calls, attributes, storages.
  [0x63, (machine) => machine.pushGlobal(machine.cursor.readLine(), machine.cursor.readLine())],
  [0x93, pushStackGlobal],
  [0x52, (machine) => machine.reduce()],
  [0x62, (machine) => machine.build()],
  [0x51, (machine) => machine.pushPersistent()],
]);

/** Python's names of the operations that no state dict needs, for messages. */
const REFUSED: Readonly<Record<number, string>> = {
  48: 'POP',
  49: 'POP_MARK',
  50: 'DUP',
  70: 'FLOAT',
  71: 'BINFLOAT',
  73: 'INT',
  76: 'LONG',
  80: 'PERSID',
  83: 'STRING',
  84: 'BINSTRING',
  85: 'SHORT_BINSTRING',
  86: 'UNICODE',
  66: 'BINBYTES',
  67: 'SHORT_BINBYTES',
  93: 'EMPTY_LIST',
  97: 'APPEND',
  100: 'DICT',
  101: 'APPENDS',
  103: 'GET',
  105: 'INST',
  108: 'LIST',
  111: 'OBJ',
  112: 'PUT',
  129: 'NEWOBJ',
  130: 'EXT1',
  131: 'EXT2',
  132: 'EXT4',
  139: 'LONG4',
  141: 'BINUNICODE8',
  142: 'BINBYTES8',
  143: 'EMPTY_SET',
  144: 'ADDITEMS',
  145: 'FROZENSET',
  146: 'NEWOBJ_EX',
  150: 'BYTEARRAY8',
  151: 'NEXT_BUFFER',
  152: 'READONLY_BUFFER',
};

/** `INST`, or the number of a byte that is no operation at all. */
export function refusedName(opcode: number): string {
  return REFUSED[opcode] ?? `0x${opcode.toString(16).padStart(2, '0')}`;
}

function readProtocol({ cursor }: PickleMachine): void {
  const protocol = cursor.readUnsigned(1);
  if (protocol <= MAXIMUM_PROTOCOL) return;
  throw cursor.error(`it is of protocol ${protocol}, expected at most ${MAXIMUM_PROTOCOL}: save it with an older one`);
}

function popSome(machine: PickleMachine, count: number): PickleValue[] {
  return Array.from({ length: count }, () => machine.pop()).reverse();
}

function pushStackGlobal(machine: PickleMachine): void {
  const name = machine.pop();
  const module = machine.pop();
  if (typeof module !== 'string' || typeof name !== 'string') {
    throw machine.cursor.error('expected a global by two texts, found something else');
  }
  machine.pushGlobal(module, name);
}
