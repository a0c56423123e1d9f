/** Types of what is used of qr.js; its own are of a module by another name. */
export function generate(text: string): { readonly size: number; get(x: number, y: number): boolean };
