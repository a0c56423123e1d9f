/** The pictures of a page, in rows, and the keys that move over them. */
import { html } from '../../shared/vendor/preact.js';
import { Icon } from '../ui/icon.js';
import { wearsGlasses } from './framing.js';

/** @import { Held } from './round/hands.js' */
/** @typedef {Pick<Held, 'url' | 'seen' | 'report'> & { order: { order_id: string } }} Shown */
/** What lies over a picture: the words on it, the words of it, a sign, and its class.
 * @typedef {{ words: string, said: string, sign: string, look: string }} Mark */

/** By how much a key moves: in a row, and by rows.  @type {Record<string, [number, number]>} */
const MOVES = { arrowleft: [-1, 0], arrowright: [1, 0], arrowup: [0, -1], arrowdown: [0, 1] };

/** As many as are laid out side by side now: the window decides.  @param {HTMLElement | null} list */
function columnsOf(list) {
  const tops = [...(list?.children ?? [])].map((cell) => /** @type {HTMLElement} */ (cell).offsetTop);
  return tops.filter((top) => top === tops[0]).length;
}

/** What the arrows do: from one place of so many to another, which is in view then.
 * @param {{ current: HTMLElement | null }} list @param {number} place @param {number} count
 * @param {(to: number) => unknown} go @returns {Record<string, () => unknown>} */
export function arrows(list, place, count, go) {
  const move = (/** @type {number} */ by) => {
    const to = place + by;
    if (to < 0 || to >= count) return;
    go(to);
    list.current?.children[to].scrollIntoView({ block: 'nearest' }); // a page may be longer than a small window
  };
  const moves = Object.entries(MOVES);
  return Object.fromEntries(moves.map(([key, [by, rows]]) => [key, () => move(by + rows * columnsOf(list.current))]));
}

/** @param {{ shown: Shown, number: number, on: boolean, selected: boolean, mark: Mark | null,
 *   onClick: () => unknown }} props */
function Cell({ shown: { order, url, seen, report }, number, on, selected, mark, onClick }) {
  const glasses = wearsGlasses(report);
  const what = [`第 ${number} 张`, glasses && '眼镜', seen === 'lost' && '没有载入', mark?.said];
  return html`<li class=${['cell', on && 'on', mark?.look].filter(Boolean).join(' ')} role="option"
      id=${`cell-${order.order_id}`} aria-selected=${String(selected)} aria-label=${what.filter(Boolean).join('，')}
      onClick=${onClick}>
    ${seen === 'there' && html`<img src=${url} alt="" width="288" height="384" draggable="false" />`}
    ${seen === 'lost' && html`<span class="cell-lost">没有载入</span>`}
    <span class="cap">${number}</span>
    ${glasses && html`<span class="cap-r">眼镜</span>`}
    ${mark && html`<b class="pull"><${Icon} name=${mark.sign} small />${mark.words}</b>`}
  </li>`;
}

/** place: of the focused one; several: more than one may be selected, those with a mark; otherwise the focused one is;
 * keys: of the list itself, whether she wants keys on the whole page or not.
 * @param {{ label: string, page: Shown[], place: number, several?: boolean, markOf: (place: number) => Mark | null,
 *   keys: Record<string, () => unknown>, list: { current: HTMLElement | null },
 *   onClick: (place: number) => unknown }} props */
export function Cells({ label, page, place, several = false, markOf, keys, list, onClick }) {
  const press = (/** @type {KeyboardEvent} */ event) => {
    const act = keys[event.key.toLowerCase()];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (event.key !== ' ' || !event.repeat) act();
  };
  return html`<ol class="grid24" role="listbox" aria-multiselectable=${String(several)} tabindex="0"
      aria-label=${label} aria-activedescendant=${`cell-${page[place].order.order_id}`} ref=${list} onKeyDown=${press}>
    ${page.map((shown, at) => {
      const mark = markOf(at);
      return html`<${Cell} key=${shown.order.order_id} shown=${shown} number=${at + 1} on=${at === place}
          selected=${several ? mark !== null : at === place} mark=${mark} onClick=${() => onClick(at)} />`;
    })}
  </ol>`;
}
