const ASCII_CHARACTERS = /[\0-\x7f]+/g;
const SPACE = ' ';

/** The characters of tokens that are not ASCII, in the order of the tokens. */
export function nonAsciiCharacters(tokens: readonly string[]): ReadonlySet<string> {
  // A regular expression skips ASCII, most of a vocabulary, before the engine has compiled a loop of ours. A space is left
  // between tokens, or the halves of surrogate pairs in two of them would be one.
  const characters = new Set(tokens.join(SPACE).replace(ASCII_CHARACTERS, SPACE));
  characters.delete(SPACE);
  return characters;
}
