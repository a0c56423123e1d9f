/** One's own exported tables: how far each is, and the finished ones to fetch. */
import { html, useState } from '../../shared/vendor/preact.js';
import { rarer, useLoaded, useRepeated, useWork } from '../../shared/hooks.js';
import { Await, ErrorBox, Page } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { fetchExport, listExports, restartExport } from '../generated/client.js';
import { EXPORT_STATES, EXPORTS } from '../money_words.js';
import { Said } from '../parts/said.js';
import { sizeOf } from '../sizes.js';
import { between, timeLeft } from '../time_left.js';
import { Table } from '../../shared/table.js';
import { Badge } from '../ui/badge.js';
import { Button } from '../ui/button.js';
import { grouped } from '../ui/charts/scale.js';
import { DoneOf } from '../ui/done_of.js';
import { Empty } from '../ui/empty.js';

/** @import { ExportView, ExportViews } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Turn } from '../ui/badge.js' */

const PACE = rarer(1500, 10_000);
const WHERE = '在付款、退款、开票、采集季汇总和任务的订单页点“导出表格”。';
const GOING_ON = new Set(['QUEUED', 'RUNNING']);
/** @type {Record<string, Turn>} */
const TURNS = { QUEUED: 'us', RUNNING: 'us', DONE: 'well', STALLED: 'wrong', GONE: 'over' };

/** @param {ExportView} one */
const progress = (one) => {
  const { state, looked, total, rows, size, created_at: begun, moved_at: moved } = one;
  if (state === 'DONE') return `${grouped(rows)} 行，${sizeOf(size)}，保存到 ${when(one.kept_until)}`;
  if (!GOING_ON.has(state)) return `${grouped(rows)} 行`;
  if (!total) return looked ? `已查 ${grouped(looked)} 条` : '马上开始';
  const left = timeLeft(between(begun, moved), looked, total);
  return html`<${DoneOf} label="已查" done=${Math.min(looked, total)} total=${total} left=${left} />`;
};

/** @type {(onFetch: (id: string) => void, onAgain: (id: string) => void) => Column<ExportView>[]} */
const columns = (onFetch, onAgain) => [
  ['时间', ({ created_at: at }) => when(at), 'nowrap'],
  [
    '表格',
    ({ kind, name, file }) => html`${EXPORTS[kind]}<br /><span class="small">${name}.${file.toLowerCase()}</span>`,
  ],
  ['状态', ({ state }) => html`<${Badge} turn=${TURNS[state]}>${EXPORT_STATES[state]}<//>`, 'nowrap'],
  ['进度', progress],
  [
    '处理',
    ({ state, export_id: id, name }) => {
      if (state === 'DONE')
        return html`<${Button} kind="default" aria-label=${`下载 ${name}`} onClick=${() => onFetch(id)}>下载<//>`;
      return state === 'STALLED' && html`<${Button} kind="default" onClick=${() => onAgain(id)}>重新开始<//>`;
    },
    'act',
  ],
];

/** started: the id of the one that was just asked for.  @param {{ started?: string }} props */
export default function Exports({ started }) {
  const list = useLoaded(listExports);
  const rows = list.value?.exports ?? [];
  const [over, again] = useRepeated(
    list.reload,
    PACE,
    rows.some(({ state }) => GOING_ON.has(state)),
  );
  const [run, , error] = useWork();
  const [said, setSaid] = useState('');
  const fetch = (/** @type {string} */ id) =>
    run(async () => {
      const { url } = await fetchExport(id);
      setSaid('下载已开始；链接 5 分钟内有效，可以再点“下载”');
      location.assign(url);
    });
  const restart = (/** @type {string} */ id) =>
    run(async () => {
      await restartExport(id);
      setSaid('已重新开始，从中断的地方继续');
      list.reload();
      again();
    });
  const own = rows.find(({ export_id: id }) => id === started);
  return html`<${Page} title="导出" lead="表格在后台写，可以离开这个页面；写好后保存 3 天，只有您自己能下载。" wide>
    <${Said}>${said || (own && (GOING_ON.has(own.state) ? `已开始导出：${own.name}` : `已写好：${own.name}`))}<//>
    <${ErrorBox} error=${error} />
    <${Await} of=${list}>${(/** @type {ExportViews} */ { exports: found }) => html`
      <${Table} title="导出" columns=${columns(fetch, restart)} rows=${found}
          keyOf=${(/** @type {ExportView} */ { export_id: id }) => id}
          empty=${html`<${Empty} sign="down" title="还没有导出过表格">${WHERE}<//>`} />
    `}<//>
    ${over && html`<${Button} kind="default" onClick=${again}>继续查看进度<//>`}
  <//>`;
}
