/**
 * Limits of what we read from a `pytorch_model.bin` that someone else wrote, each with its reason. BERT-large has 393 tensors, a pickle of
 * 100 kB with 20,000 operations, and 400 entries in its zip.
 */

/** Entries of the zip. Each takes four small reads, so that a directory of this length is read in a second or two. */
export const MAXIMUM_ZIP_ENTRIES = 20_000;

/** Bytes of `data.pkl`, which is read whole. A tensor takes about 200 of them: room for 80,000 tensors. */
export const MAXIMUM_PICKLE_BYTES = 16 * 1024 * 1024;

/** Operations of the pickle, some 50 for a tensor. Each makes one small object at most, so that a hostile pickle costs half a gigabyte, not all. */
export const MAXIMUM_PICKLE_OPERATIONS = 3_000_000;

/** Marks that are open at once. A state dict has three: the dict, a tensor's arguments, its storage. */
export const MAXIMUM_OPEN_MARKS = 32;

/** Characters of the module or name of a global. Python's own limits are higher, but nothing that is allowed has more than 20. */
export const MAXIMUM_GLOBAL_CHARACTERS = 1_000;

/** PyTorch stops at 64 dimensions. */
export const MAXIMUM_DIMENSIONS = 64;
