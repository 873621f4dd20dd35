/**
 * WordNet's files of nouns, numbers 03 to 28, by their official names and in the order of their numbers.
 *
 * Source: `lexnames(5WN)`, WordNet 3.1 documentation, Princeton University.
 */
export const NOUN_LEXICOGRAPHER_FILES = [
  'noun.Tops',
  'noun.act',
  'noun.animal',
  'noun.artifact',
  'noun.attribute',
  'noun.body',
  'noun.cognition',
  'noun.communication',
  'noun.event',
  'noun.feeling',
  'noun.food',
  'noun.group',
  'noun.location',
  'noun.motive',
  'noun.object',
  'noun.person',
  'noun.phenomenon',
  'noun.plant',
  'noun.possession',
  'noun.process',
  'noun.quantity',
  'noun.relation',
  'noun.shape',
  'noun.state',
  'noun.substance',
  'noun.time',
] as const;

/** The number of the first of them, `noun.Tops`: a file's class is its number less this. */
export const FIRST_NOUN_FILE = 3;
