import { FormatError } from '@bertsmith/tensor';

/**
 * A value in a JSON file that somebody else wrote, with the path that leads to it: reads what it must be, or says where
 * it is not. A field that is missing is a `JsonField` of `undefined`.
 */
export class JsonField {
  readonly value: unknown;
  /** The file, for messages. */
  readonly file: string;
  /** Where in the file, as `model.vocab`. */
  readonly path: string;

  constructor(value: unknown, file: string, path = '') {
    this.value = value;
    this.file = file;
    this.path = path;
  }

  /** Parses a whole file. @throws FormatError for what is no JSON, with the parser's reason. */
  static parse(text: string, file: string): JsonField {
    try {
      return new JsonField(JSON.parse(text), file);
    } catch (cause) {
      throw new FormatError(`${file}: this is not JSON: ${(cause as Error).message}`, { path: file, cause });
    }
  }

  get isMissing(): boolean {
    return this.value === undefined || this.value === null;
  }

  /** A field of an object. */
  get(name: string): JsonField {
    return this.#child(Object.hasOwn(this.object(), name) ? this.object()[name] : undefined, name);
  }

  /** What `read` makes of this field, or a default where there is none. */
  or<T, U>(read: (field: JsonField) => T, fallback: U): T | U {
    return this.isMissing ? fallback : read(this);
  }

  object(): Record<string, unknown> {
    const isObject = typeof this.value === 'object' && this.value !== null && !Array.isArray(this.value);
    return isObject ? (this.value as Record<string, unknown>) : this.fail('an object');
  }

  array(): JsonField[] {
    if (!Array.isArray(this.value)) return this.fail('an array');
    return this.value.map((element: unknown, index) => new JsonField(element, this.file, `${this.path}[${index}]`));
  }

  string(): string {
    return typeof this.value === 'string' ? this.value : this.fail('a string');
  }

  boolean(): boolean {
    return typeof this.value === 'boolean' ? this.value : this.fail('true or false');
  }

  /** An integer that is not negative. */
  count(): number {
    return Number.isSafeInteger(this.value) && (this.value as number) >= 0
      ? (this.value as number)
      : this.fail('an integer of at least 0');
  }

  /** One of a few strings, translated. */
  choice<T>(choices: Readonly<Record<string, T>>): T {
    const name = this.string();
    return Object.hasOwn(choices, name) ? choices[name]! : this.fail(`one of ${Object.keys(choices).join(', ')}`);
  }

  /** @throws FormatError that names the file, the field, what was expected and what is there. */
  fail(expected: string): never {
    const actual = describe(this.value);
    const where = this.path === '' ? 'the file' : `"${this.path}"`;
    const details = { path: this.file, field: this.path, expected, actual };
    throw new FormatError(`${this.file}: ${where} must be ${expected}, it is ${actual}`, details);
  }

  #child(value: unknown, name: string): JsonField {
    return new JsonField(value, this.file, this.path === '' ? name : `${this.path}.${name}`);
  }
}

const SHOWN_CHARACTERS = 60;

function describe(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}...` : text;
}
