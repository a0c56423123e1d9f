/** Types of what is used of sha256.js. */
export const sha256: { array(text: string): number[] };
