/**
 * Makes a thread see that another has grown a shared memory. V8 tells the threads it knows; one that was just being started, as kernel threads are while
 * buffers are made, can miss it, and then takes addresses beyond what it knows for out of bounds.
 *
 * @param bytes how large the memory is, as the thread that grew it knows
 */
export function seeGrowth(memory: Pick<WebAssembly.Memory, 'buffer' | 'grow'>, bytes: number): void {
  // To grow by nothing brings the size up to date. Not at every job: it makes `memory.buffer` another object.
  if (memory.buffer.byteLength < bytes) memory.grow(0);
}
