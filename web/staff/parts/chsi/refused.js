/** The photos that CHSI refused and we passed, each with what we knew of it. */
import { html, useEffect, useRef, useState } from '../../../shared/vendor/preact.js';
import { useWork } from '../../../shared/hooks.js';
import { Button, ErrorBox } from '../../../shared/ui.js';
import { when } from '../../../shared/words.js';
import { useMay } from '../../session.js';
import { Card } from '../../ui/card.js';
import { InPages } from '../../ui/pages.js';
import { Said } from '../said.js';
import { Look } from './look.js';
import { OpenCorrections, openOnes } from './open_corrections.js';

/** @import { ChsiRefusal, ChsiRefusals } from '../../../shared/generated/types' */
/** @import { Pages } from '../../ui/pages.js' */
/** @typedef {{ task: string | null, season: string | null, code: string | null }} Chosen */

const NONE = '-'; // in the address, for those without one of our reasons

/** What the API is asked for.  @param {Chosen} chosen */
export const asked = ({ task, season, code }) => ({
  task_id: task,
  season: Number(season) || null,
  code: code === NONE ? '' : code,
});
/** Of a reason in the address.  @param {string | null} code */
export const inAddress = (code) => code ?? NONE;

/** @param {{ photo: ChsiRefusal, title: string, onOpen: (() => unknown) | null }} props */
const Row = ({ photo, title, onOpen }) => html`<li>
  <div>
    <p><a href=${`#/orders/${photo.order_id}`}>${photo.number}</a> 第 ${photo.photo_no} 张 · ${photo.label}</p>
    <p><b>${photo.message}</b>　学信网：“${photo.said}”</p>
    <p class="small">${title} · ${when(photo.at)} 导入${
      photo.risk === null ? '' : ` · 当时机检的存疑程度 ${photo.risk.toFixed(2)}`
    }</p>
    ${
      onOpen &&
      photo.open &&
      html`<p><${Button} kind="default" mini aria-label=${`发起订单 ${photo.number} 的勘误`} onClick=${onOpen}>
        发起勘误
      <//></p>`
    }
  </div>
  <${Photo} of=${photo} />
</li>`;

/** @param {{ of: ChsiRefusal }} props */
function Photo({ of: { order_id: id, photo_no: no, number, risk } }) {
  const may = useMay();
  if (risk === null || !may('REVIEWER', 'MANAGER', 'ADMIN')) return html`<p class="small">照片已经删除</p>`;
  return html`<${Look} orderId=${id} photoNo=${no} number=${number} />`;
}

/** Of one filter: another one is another list.  titles: of tasks, by id.
 * @param {{ chosen: Chosen, titles: Map<string, string>, list: Pages<ChsiRefusals> }} props */
export function Refused({ chosen, titles, list }) {
  const may = useMay();
  const [opening, setOpening] = useState(/** @type {ChsiRefusal[]} */ ([]));
  const [gathered, setGathered] = useState(0);
  const [said, setSaid] = useState('');
  const [run, busy, error] = useWork();
  const left = useRef(false);
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
    };
  }, []);
  const gather = () =>
    run(async () => {
      const all = await openOnes(asked(chosen), (found) => {
        if (!left.current) setGathered(found);
        return !left.current;
      });
      if (left.current) return;
      setGathered(0);
      if (all.length > 0) setOpening(all);
      else setSaid('没有可以发起勘误的照片');
    });
  const done = (/** @type {string} */ words) => {
    setOpening([]);
    setSaid(words);
    list.reload();
  };
  const some = list.number > 1 || list.next || list.value?.photos.some(({ open }) => open);
  const acts =
    may('MANAGER') &&
    some &&
    html`<${Button} kind="default" busy=${busy} onClick=${gather}>
      ${gathered ? `已找到 ${gathered} 张……` : '全部发起勘误'}
    <//>`;
  return html`
    <${Card} title="退回的照片" acts=${acts} foot="点开照片可以看到当时的检测结果，用来判断阈值是不是太松。">
      <${Said}>${said}<//>
      <${ErrorBox} error=${error} />
      <${InPages} of=${list}>${(/** @type {ChsiRefusals} */ { photos }) =>
        photos.length > 0
          ? html`<ul class="refused">${photos.map(
              (photo) => html`<${Row} key=${`${photo.order_id} ${photo.photo_no}`} photo=${photo}
                  title=${titles.get(photo.task_id) ?? photo.task_id}
                  onOpen=${may('MANAGER') ? () => setOpening([photo]) : null} />`,
            )}</ul>`
          : html`<p class="none">${list.empty(list.next ? '这一段里没有，请看下一页' : '没有退回的照片')}</p>`}<//>
    <//>
    ${
      opening.length > 0 &&
      html`<${OpenCorrections} photos=${opening} titles=${titles} onDone=${done} onNo=${() => {
        setOpening([]);
        list.reload(); // some may have been opened before it stopped
      }} />`
    }
  `;
}
