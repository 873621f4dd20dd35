import { InputError } from '@bertsmith/tensor';

/**
 * The tokens of a tokenizer, each with its id: ids count from 0 without a gap.
 *
 * @throws InputError for an empty token or one that is there twice.
 */
export class Vocabulary implements Iterable<string> {
  /** The tokens, each at its id. */
  readonly tokens: readonly string[];
  readonly #ids = new Map<string, number>();

  constructor(tokens: Iterable<string>) {
    this.tokens = Object.freeze([...tokens]);
    this.tokens.forEach((token, id) => {
      this.#add(token, id);
    });
  }

  /** How many tokens there are: the rows of an embedding table. */
  get size(): number {
    return this.tokens.length;
  }

  /** The id of a token, if it is in the vocabulary. */
  tokenToId(token: string): number | undefined {
    return this.#ids.get(token);
  }

  /**
   * The token with an id.
   *
   * @throws InputError for an id that no token has.
   */
  idToToken(id: number): string {
    const token = this.tokens[id];
    if (token !== undefined) return token;
    throw new InputError(`vocabulary: there is no token with id ${id}, ids run from 0 to ${this.size - 1}`, {
      id,
      size: this.size,
    });
  }

  /** The tokens in the order of their ids. */
  [Symbol.iterator](): Iterator<string> {
    return this.tokens[Symbol.iterator]();
  }

  #add(token: string, id: number): void {
    const first = this.#ids.get(token);
    if (token === '') throw new InputError(`vocabulary: the token with id ${id} is empty`, { id });
    if (first !== undefined) {
      const message = `vocabulary: ${JSON.stringify(token)} is there twice, with ids ${first} and ${id}`;
      throw new InputError(message, { token, ids: [first, id] });
    }
    this.#ids.set(token, id);
  }
}
