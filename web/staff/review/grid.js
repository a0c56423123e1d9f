/** A page of pictures of low risk: those that are doubtful are pulled out, the rest is approved at once. */
import { html, useEffect, useRef } from '../../shared/vendor/preact.js';
import { useKept } from '../../shared/hooks.js';
import { useKeys } from '../keys.js';
import { Icon } from '../ui/icon.js';
import { Key } from '../ui/key.js';
import { brief } from './brief.js';
import { arrows, Cells } from './cells.js';
import { Overlay } from './frame_lines.js';
import { measuresOf } from './framing.js';
import { Lease } from './lease.js';
import { UndoPage } from './notes.js';
import { placeOf } from './round/places.js';
import { useAllSeen } from './seen.js';
import { Tool } from './tool.js';

/** @import { Mark } from './cells.js' */
/** @import { Held } from './round/hands.js' */
/** @import { Round } from './round/round.js' */

/** @type {Mark} */
const PULLED = { words: '留下细看', said: '已留下细看', sign: 'aside', look: 'pulled' };

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
        report && findings.length === 0
          ? html`<${Icon} name="check" small /><span>机检全部合格</span>`
          : html`<span>${report ? findings.map(({ message }) => message).join('；') : '没有机检报告'}</span>`
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

  const pull = () => round.pull(id);
  const click = (/** @type {string} */ one) => (one === id && found >= 0 ? round.pull(one) : onAt(one));
  const approve = () => off || round.approveRest();
  const open = () => round.open(id);
  const moving = arrows(list, place, page.length, (to) => onAt(page[to].order.order_id));
  const lay = () => setDense(!dense);
  useKeys({ ...moving, ' ': pull, enter: approve, o: open, g: lay, z: () => round.undo(), '?': onHelp, '？': onHelp });

  const decides = rest.length > 0 ? `通过其余 ${rest.length} 张` : `细看这 ${page.length} 张`;

  return html`
    <div class=${dense ? 'gridwork dense' : 'gridwork'}>
      <${Cells} label=${`这一页 ${page.length} 张`} page=${page} place=${place} several list=${list}
          markOf=${(/** @type {number} */ one) => (pulled.includes(page[one].order.order_id) ? PULLED : null)}
          keys=${{ ...moving, ' ': pull }}
          onClick=${(/** @type {number} */ one) => click(page[one].order.order_id)} />
      <${Focused} held=${focused} number=${place + 1} onAgain=${() => round.again()} />
    </div>
    <footer class="work-foot" ref=${foot}>
      <${Tool} kind="primary" size="large" keys=${['↵']} off=${off} onClick=${approve}>
        ${ready && !isSeen ? '先往下看完这一页' : decides}
      <//>
      <${Tool} size="large" keys=${['空格']} onClick=${pull}>留下 / 放回<//>
      <span class="keys-move"><span>选择</span>${['←', '↑', '↓', '→'].map((key) => html`<${Key} of=${key} />`)}</span>
      ${
        dense && focused.seen === 'lost' // none stands large beside the page, where it says so
          ? html`<${Tool} kind="plain" size="large" onClick=${() => round.again()}>重新载入照片<//>`
          : html`<${Tool} kind="plain" size="large" keys=${['O']} onClick=${open}>逐张看<//>`
      }
      <${Tool} kind="plain" size="large" keys=${['G']} pressed=${dense} onClick=${lay}>8 × 3<//>
      <${Tool} kind="plain" size="large" keys=${['?']} onClick=${onHelp}>全部键<//>
      <${UndoPage} round=${round} />
      <${Lease} round=${round} />
    </footer>
  `;
}
