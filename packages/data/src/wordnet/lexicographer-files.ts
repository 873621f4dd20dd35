/**
 * WordNet's lexicographer files by their official names, in the order of their numbers: which part of speech a meaning has, and roughly
 * what it is about.
 *
 * Source: `lexnames(5WN)`, WordNet 3.1 documentation, Princeton University.
 */

/** The files of nouns, numbers 03 to 28. */
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

/** The files of verbs, numbers 29 to 43. */
const VERB_LEXICOGRAPHER_FILES = [
  'verb.body',
  'verb.change',
  'verb.cognition',
  'verb.communication',
  'verb.competition',
  'verb.consumption',
  'verb.contact',
  'verb.creation',
  'verb.emotion',
  'verb.motion',
  'verb.perception',
  'verb.possession',
  'verb.social',
  'verb.stative',
  'verb.weather',
] as const;

/** All files, by number from 00 to 44. */
export const LEXICOGRAPHER_FILES = [
  'adj.all',
  'adj.pert',
  'adv.all',
  ...NOUN_LEXICOGRAPHER_FILES,
  ...VERB_LEXICOGRAPHER_FILES,
  'adj.ppl',
] as const;

/** The name of a lexicographer file. */
export type LexicographerFile = (typeof LEXICOGRAPHER_FILES)[number];
