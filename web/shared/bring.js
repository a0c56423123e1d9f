/** Brings a part of the page into sight. */

/** Scrolls smoothly, or at once where the visitor wants less motion.
 * @param {Pick<HTMLElement, 'scrollIntoView'> | null} part @param {ScrollLogicalPosition} block */
export function bring(part, block) {
  const { matches: still } = matchMedia('(prefers-reduced-motion: reduce)');
  part?.scrollIntoView({ block, behavior: still ? 'auto' : 'smooth' });
}
