/** A page of pictures of low risk: those that are doubtful are pulled out, the rest is approved at once. */
import { html, useEffect, useRef } from '../../shared/vendor/preact.js';
import { useKept } from '../../shared/hooks.js';
import { useKeys } from '../keys.js';
import { Icon } from '../ui/icon.js';
import { Key } from '../ui/key.js';
import { brief } from './brief.js';
import { Overlay } from './frame_lines.js';
import { measuresOf, wearsGlasses } from './framing.js';
import { Lease } from './lease.js';
import { UndoPage } from './notes.js';
import { placeOf } from './round/places.js';
import { useAllSeen } from './seen.js';
import { Tool } from './tool.js';

/** @import { Held } from './round/hands.js' */
/** @import { Round } from './round/round.js' */

/** By how much a key moves: in a row, and by rows.  @type {Record<string, [number, number]>} */
const MOVES = { arrowleft: [-1, 0], arrowright: [1, 0], arrowup: [0, -1], arrowdown: [0, 1] };

/** As many as are laid out side by side now: the window decides.  @param {HTMLElement | null} list */
function columnsOf(list) {
  const tops = [...(list?.children ?? [])].map((cell) => /** @type {HTMLElement} */ (cell).offsetTop);
  return tops.filter((top) => top === tops[0]).length;
}

/** @param {{ held: Held, number: number, on: boolean, pulled: boolean, onClick: () => unknown }} props */
function Cell({ held: { order, url, seen, report }, number, on, pulled, onClick }) {
  const what = [
    `第 ${number} 张`,
    wearsGlasses(report) && '眼镜',
    seen === 'lost' && '没有载入',
    pulled && '已留下细看',
  ];
  return html`<li class=${`cell${on ? ' on' : ''}${pulled ? ' pulled' : ''}`} role="option"
      id=${`cell-${order.order_id}`} aria-selected=${String(pulled)} aria-label=${what.filter(Boolean).join('，')}
      onClick=${onClick}>
    ${seen === 'there' && html`<img src=${url} alt="" width="288" height="384" draggable="false" />`}
    ${seen === 'lost' && html`<span class="cell-lost">没有载入</span>`}
    <span class="cap">${number}</span>
    ${wearsGlasses(report) && html`<span class="cap-r">眼镜</span>`}
    ${pulled && html`<b class="pull"><${Icon} name="aside" small />留下细看</b>`}
  </li>`;
}

/** The focused one, large, with its measures.
 * @param {{ held: Held, number: number, onAgain: () => unknown }} props */
function Focused({ held, number, onAgain }) {
  const { url, seen, report } = held;
  const rows = measuresOf(report);
  const { findings = [] } = report ?? {};
  return html`<section class="look" aria-label="选中的照片">
    <div class="look-head"><b class="b">第 ${number} 张</b><span class="soft small">${brief(held)}</span></div>
    <figure class="look-pic">
      ${
        seen === 'there'
          ? html`<img src=${url} alt=${`第 ${number} 张成片`} width="288" height="384" draggable="false" />
            <${Overlay} report=${report} guides=${rows.length > 0} />`
          : html`<p class="look-lost">
            ${seen === 'lost' ? '照片没有载入，不会随本页通过。' : '正在载入……'}
            ${seen === 'lost' && html`<${Tool} size="mini" onClick=${onAgain}>重新载入照片<//>`}
          </p>`
      }
    </figure>
    ${
      rows.length > 0 &&
      html`<dl class="measure">
        ${rows.map(
          ([name, value, allowed]) => html`<div><dt>${name}</dt><dd>${value} <small>${allowed}</small></dd></div>`,
        )}
      </dl>`
    }
    <p class="small soft look-ok">
      ${
        findings.length === 0
          ? html`<${Icon} name="check" small /><span>机检全部合格</span>`
          : html`<span>${findings.map(({ message }) => message).join('；')}</span>`
      }
    </p>
  </section>`;
}

/** at: the id of the focused one, or of none; ready: a decision is taken now.
 * @param {{ round: Round, at: string, onAt: (id: string) => unknown, ready: boolean, onHelp: () => unknown }} props */
export function Grid({ round, at, onAt, ready, onHelp }) {
  const { page, rest } = round;
  const { pulled } = round.places;
  const [dense, setDense] = useKept('review.dense', false);
  const list = useRef(/** @type {HTMLElement | null} */ (null));
  const foot = useRef(/** @type {HTMLElement | null} */ (null));
  const last = useRef({ turn: round.turn, place: 0 });
  const found = page.findIndex(({ order }) => order.order_id === at);
  const place = placeOf(found, last.current.turn === round.turn ? last.current.place : 0, page.length);
  last.current = { turn: round.turn, place };
  const focused = page[place];
  const id = focused.order.order_id;
  useEffect(() => {
    list.current?.focus({ preventScroll: true });
  }, [round.turn]);

  const isSeen = useAllSeen(list, foot, page);
  const off = !ready || !isSeen;

  const move = (/** @type {number} */ by) => {
    const to = place + by;
    if (to < 0 || to >= page.length) return;
    onAt(page[to].order.order_id);
    list.current?.children[to].scrollIntoView({ block: 'nearest' }); // a page may be longer than a small window
  };
  const pull = () => round.pull(id);
  const click = (/** @type {string} */ one) => (one === id && found >= 0 ? round.pull(one) : onAt(one));
  const approve = () => off || round.approveRest();
  const open = () => round.open(id);
  const moves = Object.entries(MOVES);
  const moving = Object.fromEntries(
    moves.map(([key, [by, rows]]) => [key, () => move(by + rows * columnsOf(list.current))]),
  );
  const lay = () => setDense(!dense);
  // of the list itself, whether she wants keys on the whole page or not
  const press = (/** @type {KeyboardEvent} */ event) => {
    const act = event.key === ' ' ? pull : moving[event.key.toLowerCase()];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    if (act !== pull || !event.repeat) act();
  };
  useKeys({ ...moving, ' ': pull, enter: approve, o: open, g: lay, z: () => round.undo(), '?': onHelp, '？': onHelp });

  const decides = rest.length > 0 ? `通过其余 ${rest.length} 张` : `细看这 ${page.length} 张`;

  return html`
    <div class=${dense ? 'gridwork dense' : 'gridwork'}>
      <ol class="grid24" role="listbox" aria-multiselectable="true" tabindex="0"
          aria-label=${`这一页 ${page.length} 张`} aria-activedescendant=${`cell-${id}`} ref=${list} onKeyDown=${press}>
        ${page.map((held, number) => {
          const { order_id: one } = held.order;
          return html`<${Cell} key=${one} held=${held} number=${number + 1} on=${number === place}
              pulled=${pulled.includes(one)} onClick=${() => click(one)} />`;
        })}
      </ol>
      ${!dense && html`<${Focused} held=${focused} number=${place + 1} onAgain=${() => round.again()} />`}
    </div>
    <footer class="work-foot" ref=${foot}>
      <${Tool} kind="primary" size="large" keys=${['↵']} off=${off} onClick=${approve}>
        ${ready && !isSeen ? '先往下看完这一页' : decides}
      <//>
      <${Tool} size="large" keys=${['空格']} onClick=${pull}>留下 / 放回<//>
      <span class="keys-move"><span>选择</span>${['←', '↑', '↓', '→'].map((key) => html`<${Key} of=${key} />`)}</span>
      <${Tool} kind="plain" size="large" keys=${['O']} onClick=${open}>逐张看<//>
      <${Tool} kind="plain" size="large" keys=${['G']} pressed=${dense} onClick=${lay}>8 × 3<//>
      <${Tool} kind="plain" size="large" keys=${['?']} onClick=${onHelp}>全部键<//>
      <${UndoPage} round=${round} />
      <${Lease} round=${round} />
    </footer>
  `;
}
