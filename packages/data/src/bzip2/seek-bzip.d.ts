/** What we use of `seek-bzip`, which has no types. */
declare module 'seek-bzip' {
  const Bunzip: {
    /**
     * The bytes of one block.
     *
     * @param input a stream's header of 4 bytes, and somewhere behind it the block
     * @param position of the block in `input`, in bits
     * @param output takes each byte
     * @returns what the output has
     * @throws TypeError when its checksum is wrong
     */
    decodeBlock(
      input: Uint8Array,
      position: number,
      output: { writeByte(byte: number): void; getBuffer(): Buffer },
    ): Buffer;
  };
  export default Bunzip;
}
