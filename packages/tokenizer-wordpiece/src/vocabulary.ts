import { InputError } from '@bertsmith/tensor';
import { nonAsciiCharacters } from './non-ascii-characters.js';
import { describe } from './option-checks.js';

/** Half a surrogate pair, of a whole one as well. */
const HALF = /[\ud800-\udfff]/;
/** Half a surrogate pair alone: with the flag `u`, a whole one is one character of another kind. */
const LONE_HALF = /\p{Surrogate}/u;

/**
 * The tokens of a tokenizer, each with its id: ids count from 0 without a gap.
 *
 * @throws InputError for an empty token, one that is there twice, or one with half a surrogate pair, which no file can
 *   hold and no text has once it is normalized.
 */
export class Vocabulary implements Iterable<string> {
  /** The tokens, each at its id. */
  readonly tokens: readonly string[];
  /** The characters of the tokens that are not ASCII. */
  readonly characters: ReadonlySet<string>;
  readonly #ids = new Map<string, number>();

  constructor(tokens: Iterable<string>) {
    this.tokens = Object.freeze([...tokens]);
    const { tokens: all } = this;
    const ids = this.#ids;
    for (let id = 0; id < all.length; id++) {
      const token = all[id]!;
      if (typeof token === 'string' && token !== '') ids.set(token, id);
    }
    this.characters = nonAsciiCharacters(all);
    // Most vocabularies have no half of a pair at all: the characters, which are few, say so at once.
    const hasHalves = [...this.characters].some((character) => HALF.test(character));
    if (ids.size < all.length || (hasHalves && all.some((token) => LONE_HALF.test(token)))) this.#explainFault();
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

  /** Says which token is at fault: looked for only when there is one, to load fast. */
  #explainFault(): void {
    const firstIds = new Map<string, number>();
    for (const [id, token] of this.tokens.entries()) {
      const first = firstIds.get(token);
      let fault: string | undefined;
      if (typeof token !== 'string') fault = 'is not a string';
      else if (token === '') fault = 'is empty';
      else if (first !== undefined) fault = `has id ${first} already`;
      else if (LONE_HALF.test(token)) fault = 'has half a surrogate pair';
      if (fault !== undefined) {
        throw new InputError(`vocabulary: the token with id ${id}, ${describe(token)}, ${fault}`, { token, id });
      }
      firstIds.set(token, id);
    }
  }
}
