import { quote } from '@bertsmith/tensor';
import { MAXIMUM_OPEN_MARKS } from '../pytorch-limits.js';
import type { PickleCursor } from './pickle-cursor.js';
import { describeValue, isKind, type PickleDictionary, type PickleValue } from './pickle-values.js';
import { findGlobal, isCount } from './torch-globals.js';

/** The stack and the memo that the operations of a pickle work on (PEP 3154, `pickletools` in Python's library). */
export class PickleMachine {
  readonly cursor: PickleCursor;
  readonly #stack: PickleValue[] = [];
  /** Heights of the stack where MARK was. */
  readonly #marks: number[] = [];
  readonly #memo = new Map<number, PickleValue>();

  constructor(cursor: PickleCursor) {
    this.cursor = cursor;
  }

  get memoSize(): number {
    return this.#memo.size;
  }

  push(value: PickleValue): void {
    this.#stack.push(value);
  }

  pop(): PickleValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw this.cursor.error('it takes a value that is not there');
    return this.#stack.pop() as PickleValue;
  }

  top(): PickleValue {
    const value = this.pop();
    this.push(value);
    return value;
  }

  mark(): void {
    if (this.#marks.length === MAXIMUM_OPEN_MARKS) {
      throw this.cursor.error(`values are nested more than ${MAXIMUM_OPEN_MARKS} deep: that is no state dict`);
    }
    this.#marks.push(this.#stack.length);
  }

  /** Takes what lies above the last mark, and the mark. */
  popToMark(): PickleValue[] {
    const height = this.#marks.pop();
    if (height === undefined) throw this.cursor.error('it takes values up to a mark that is not there');
    return this.#stack.splice(height);
  }

  remember(index: number): void {
    this.#memo.set(index, this.top());
  }

  recall(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw this.cursor.error(`it recalls value ${index}, which it has not stored`);
    this.push(value);
  }

  pushTuple(items: readonly PickleValue[]): void {
    this.push({ kind: 'tuple', items });
  }

  /** @throws FormatError for a name that a state dict has no use for; nothing of that name is looked for or run */
  pushGlobal(module: string, name: string): void {
    const fullName = `${module}.${name}`;
    const found = findGlobal(fullName);
    if (found === undefined) {
      throw this.cursor.error(
        `it asks for ${quote(fullName)}, which is no part of a state dict of tensors: nothing was run; do not load this file with anything else unless you trust it`,
        this.cursor.position,
        { actual: fullName },
      );
    }
    this.push(found);
  }

  /** Keys and values in turns go into the dictionary on top of the stack. */
  setItems(keysAndValues: readonly PickleValue[]): void {
    if (keysAndValues.length % 2 !== 0) throw this.cursor.error('a dictionary gets a key without a value');
    const { items } = this.#dictionary('items are put into');
    for (let index = 0; index < keysAndValues.length; index += 2) {
      items.push([keysAndValues[index] as PickleValue, keysAndValues[index + 1] as PickleValue]);
    }
  }

  /** An attribute of a state dict, `_metadata`: versions of its modules, which are not needed. */
  build(): void {
    const attributes = this.pop();
    if (!isKind(attributes, 'dictionary')) {
      throw this.cursor.error(`expected attributes in a dictionary, found ${describeValue(attributes)}`);
    }
    this.#dictionary('attributes are given to');
  }

  /** Calls one of the known functions. */
  reduce(): void {
    const args = this.pop();
    const callee = this.pop();
    if (!isKind(callee, 'global') || callee.call === undefined || !isKind(args, 'tuple')) {
      throw this.cursor.error(
        `it calls ${describeValue(callee)} with ${describeValue(args)}: that is no function here`,
      );
    }
    const value = callee.call(args);
    if (value === undefined) {
      const given = args.items.map(describeValue).join(', ');
      throw this.cursor.error(`it calls ${callee.name} with (${given}), which is not how PyTorch writes a tensor`);
    }
    this.push(value);
  }

  /** `('storage', torch.FloatStorage, '0', 'cpu', 12)` on top of the stack becomes the storage. */
  pushPersistent(): void {
    const id = this.pop();
    const [tag, type, key, , length] = isKind(id, 'tuple') && id.items.length === 5 ? id.items : [];
    if (tag !== 'storage' || !isKind(type, 'global') || typeof key !== 'string' || !isCount(length)) {
      throw this.cursor.error('it refers to something that is not a storage');
    }
    if (type.dtype === undefined) throw this.cursor.error(`${type.name} is no class of storages`);
    this.push({ kind: 'storage', dtype: type.dtype, key, length });
  }

  #dictionary(what: string): PickleDictionary {
    const value = this.top();
    if (isKind(value, 'dictionary')) return value;
    throw this.cursor.error(`${what} ${describeValue(value)}, expected a dictionary`);
  }
}
