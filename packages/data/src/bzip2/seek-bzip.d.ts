/** What we use of `seek-bzip`, which has no types. */
declare module 'seek-bzip' {
  const Bunzip: {
    /**
     * The bytes of one block.
     *
     * @param input a stream's header of 4 bytes, and somewhere behind it the block
     * @param position of the block in `input`, in bits
     * @throws TypeError when its checksum is wrong
     */
    decodeBlock(input: Uint8Array, position: number): Buffer;
  };
  export default Bunzip;
}
