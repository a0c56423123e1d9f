/** Whether every picture of a page was in view: on a phone a page is longer than the window. */
import { useEffect, useState } from '../../shared/vendor/preact.js';
import { lookOf } from './settled.js';

/** @import { Held } from './round/hands.js' */

const HALF = 0.5;

/** @param {Held} held */
const mark = ({ order, photo }) => `${order.order_id} ${photo.photo_no}`;

/** list: its children are the pictures of the page, in their order; foot: lies over the end of the window.
 * @param {{ current: HTMLElement | null }} list @param {{ current: HTMLElement | null }} foot @param {Held[]} page */
export function useAllSeen(list, foot, page) {
  const [marks, setMarks] = useState(/** @type {Set<string>} */ (new Set()));
  useEffect(() => {
    const cells = [...(list.current?.children ?? [])];
    const look = (/** @type {IntersectionObserverEntry[]} */ entries) => {
      const found = entries.flatMap(({ isIntersecting, target }) => {
        const held = page[cells.indexOf(target)];
        return isIntersecting && held.seen !== 'coming' ? [mark(held)] : [];
      });
      if (found.length > 0) setMarks((before) => new Set([...before, ...found]));
    };
    const rootMargin = `0px 0px -${foot.current?.offsetHeight ?? 0}px 0px`;
    const observer = new IntersectionObserver(look, { threshold: HALF, rootMargin });
    for (const cell of cells) observer.observe(cell);
    return () => observer.disconnect();
  }, [lookOf(0, page)]);
  return page.every((held) => marks.has(mark(held)));
}
