/**
 * Limits of what we read from a safetensors file that someone else wrote, each with its reason. The file's own claims are
 * checked against its size before anything is allocated for them.
 */

/** The header's length, as 64 bits, little-endian, comes before everything. */
export const LENGTH_BYTES = 8;

/** The limit of the reference implementation, so that a file that loads there loads here. */
export const MAXIMUM_HEADER_BYTES = 100_000_000;

/** Members of one object: tensors, or texts of metadata. Ten times the tensors of the largest published models; read in 3 s. */
export const MAXIMUM_MEMBERS = 1_000_000;

/** NumPy and PyTorch stop at 64 dimensions, so nothing that they wrote has more. */
export const MAXIMUM_DIMENSIONS = 64;

/** Deeper JSON is nobody's header; recursion stops here. A tensor's own fields need 3 levels. */
export const MAXIMUM_NESTING = 32;

/** A 64-bit number has 20 digits. */
export const MAXIMUM_NUMBER_CHARACTERS = 32;
