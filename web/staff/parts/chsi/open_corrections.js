/** Opens corrections of refused photos: what becomes of them is said first; many go in batches, with progress. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { listRefused, openCorrections } from '../../generated/client.js';
import { Becomes } from '../../ui/becomes.js';
import { grouped } from '../../ui/charts/scale.js';
import { DoneOf } from '../../ui/done_of.js';
import { Ask } from '../ask.js';

/** @import { ChsiRefusal, ChsiRefusals } from '../../../shared/generated/types' */
/** @import { Consequence } from '../../ui/becomes.js' */

const AT_ONCE = 24; // as the API takes
const NAMED = 3; // tasks in the dialog

/** All of a list whose correction can be opened, page by page; onFound(how many so far): whether to go on.
 * @param {Record<string, unknown>} wanted @param {(found: number) => boolean} onFound */
export async function openOnes(wanted, onFound) {
  /** @type {ChsiRefusal[]} */
  const found = [];
  let cursor = /** @type {string | null} */ (null);
  do {
    /** @type {ChsiRefusals} */
    const page = await listRefused({ ...wanted, cursor });
    found.push(...page.photos.filter(({ open }) => open));
    cursor = onFound(found.length) ? page.cursor : null;
  } while (cursor);
  return found;
}

/** @param {ChsiRefusal[]} photos @param {Map<string, string>} titles */
function tasksOf(photos, titles) {
  const ids = [...new Set(photos.map(({ task_id: id }) => id))];
  const named = ids.slice(0, NAMED).map((id) => titles.get(id) ?? id);
  return named.join('、') + (ids.length > NAMED ? ` 等 ${ids.length} 个任务` : '');
}

/** @param {ChsiRefusal[]} photos @param {Map<string, string>} titles @returns {Consequence[]} */
function becomes(photos, titles) {
  const bare = photos.filter(({ code }) => code === null).length;
  return [
    ['任务', tasksOf(photos, titles)],
    ['订单', `${grouped(photos.length)} 个转为“待勘误”`],
    ['钱', '免费重拍，不再收费'],
    ['学生收到', '学信网的原因，和我们的改法'],
    ['留意', bare > 0 && `${grouped(bare)} 张还没有对应的原因，学生只看到学信网的话；可以先对应再发起`],
    ['以后', '发起错了可以在订单里撤销勘误'],
  ];
}

/** titles: of tasks, by id; onDone(what was done, in words)
 * @param {{ photos: ChsiRefusal[], titles: Map<string, string>, onDone: (said: string) => unknown,
 *   onNo: () => unknown }} props */
export function OpenCorrections({ photos, titles, onDone, onNo }) {
  const [done, setDone] = useState(0);
  const [stopped, setStopped] = useState(false);
  const title = photos.length === 1 ? `发起订单 ${photos[0].number} 的勘误` : `发起 ${grouped(photos.length)} 个勘误`;
  const open = async (/** @type {Record<string, string>} */ { reason }) => {
    setStopped(false);
    let opened = 0;
    let refused = 0;
    for (let from = 0; from < photos.length; from += AT_ONCE) {
      const some = photos.slice(from, from + AT_ONCE);
      const { answers } = await openCorrections({
        reason,
        photos: some.map(({ order_id: id, photo_no: no }) => ({ order_id: id, photo_no: no })),
      }).catch((/** @type {unknown} */ refusal) => {
        setStopped(true);
        throw refusal;
      });
      opened += answers.filter(({ decided }) => decided).length;
      refused += answers.filter(({ decided }) => !decided).length;
      setDone(from + some.length);
    }
    onDone(`已发起 ${grouped(opened)} 个勘误${refused ? `，${grouped(refused)} 个订单已有变化，没有发起` : ''}`);
  };
  return html`
    <${Ask} title=${title} yes=${`发起 ${grouped(photos.length)} 个`} danger onYes=${open} onNo=${onNo}
        of=${photos.map(({ order_id: id, photo_no: no }) => `${id}#${no}`).join()}>
      <${Becomes} rows=${becomes(photos, titles)} />
      ${
        done > 0 &&
        html`<${DoneOf} label="已发起" done=${done} total=${photos.length} left=${stopped ? '可以再点一次继续' : ''} />`
      }
    <//>
  `;
}
