const ASCII_CHARACTERS = /[\0-\x7f]/g;

/** The characters of tokens that are not ASCII, in the order of the tokens. */
export function nonAsciiCharacters(tokens: readonly string[]): ReadonlySet<string> {
  // A regular expression skips ASCII, most of a vocabulary, before the engine has compiled a loop of ours.
  return new Set(tokens.join('').replace(ASCII_CHARACTERS, ''));
}
