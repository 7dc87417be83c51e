/**
 * Whole hundredths of a point as the decimal number that JSON shows.
 *
 * Dividing by 100 gives the double nearest to the decimal, so `Math.round(shown * 100)` is the
 * hundredths again: what sums exactly inside sums exactly outside.
 * @example toPoints(13040) // 130.4
 */
export const toPoints = (hundredths: number): number => hundredths / 100;
