/** Zero in the lanes whose exponent is: those below the smallest normal float32. Why, `adamw.ts` says. */
export function flush(x: v128): v128 {
  const exponents = v128.and(x, i32x4.splat(0x7f800000));
  return v128.andnot(x, i32x4.eq(exponents, i32x4.splat(0)));
}
