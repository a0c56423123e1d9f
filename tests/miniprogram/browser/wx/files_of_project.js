/** Addresses of pictures: of the web, or files of the mini-program itself (the compiler copies them to project/). */

const WEB = /^(https?|data):/;

/** Raises Error for an address a phone does not know. */
export function pageOf(src) {
  if (!src || WEB.test(src)) return src;
  if (src.startsWith('/')) return `project${src}`;
  throw new Error(`no such file: ${src}`);
}
