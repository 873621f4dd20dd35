/** The package types its CRC-32 alone; this is its other file, with the polynomial of Castagnoli. */
declare module 'crc-32/crc32c.js' {
  const crc32c: {
    /** @returns the checksum as a signed 32-bit number */
    buf(data: Uint8Array, seed?: number): number;
  };
  export default crc32c;
}
