/** The commonest English words that are no nouns, verbs, adjectives or adverbs: articles, pronouns, prepositions, conjunctions. */
const WORDS = `
  a an the this that these those some any every each either neither another such what which whose
  i me my mine myself you your yours yourself he him his himself she her hers herself it its itself
  we us our ours ourselves they them their theirs themselves who whom one's oneself somebody someone something
  nobody nothing anybody anyone anything everybody everyone everything
  of in on at by for from with without to into onto upon under over about above below between among through during
  against across along around behind beside beyond near toward towards until till since than as like per via despite
  and or but nor so if because although though while whereas unless whether
`;

/** In lower case. */
export const CLOSED_CLASS_WORDS: ReadonlySet<string> = new Set(WORDS.trim().split(/\s+/));
