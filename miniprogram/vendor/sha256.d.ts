/** Types of what is used of sha256.js. */
export function array(text: string): number[];
