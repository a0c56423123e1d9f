/** How far each college and each class of a task is, and who is missing. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { CSV, csv } from '../../../shared/csv.js';
import { save } from '../../../shared/save.js';
import { Table } from '../../../shared/table.js';
import { ErrorBox, Field, Loading } from '../../../shared/ui.js';
import { lowestOf, partsOf, rateOf, rateText, shownOf, tableOf } from '../../task_figures.js';
import { Button, LinkButton } from '../../ui/button.js';
import { Card } from '../../ui/card.js';
import { grouped } from '../../ui/charts/scale.js';
import { Legend, Share } from '../../ui/charts/share.js';
import { Pager } from '../../ui/pages.js';
import { Nobody } from './nobody.js';

/** @import { Column } from '../../../shared/table.js' */
/** @import { College, Group, Shown } from '../../task_figures.js' */
/** @import { Figures } from './figures.js' */

const PAGE = 50; // rows
const MANY = 12; // colleges, or classes of the only one, from which on something is looked for

/** @param {Group} group */
const Bar = ({ name, states, total, onSite }) => {
  const parts = partsOf(states);
  const done = { ...parts[0], label: '完成或现场已采集', value: parts[0].value + onSite };
  return html`<${Share} label=${name} parts=${onSite ? [done, ...parts.slice(1)] : parts} total=${total} tall />`;
};

/** open: whether its classes are shown below; found: it was looked for, and may stand far from its college.
 * @param {{ row: Shown, open: boolean, found: boolean, onOpen: ((key: string) => unknown) | null }} props */
function Name({ row: { college, group, isClass }, open, found, onOpen }) {
  if (isClass) return html`<span class="of-class">${group.name}${found && html`<small>${college.name}</small>`}</span>`;
  const words = html`<strong>${college.name}</strong> <small>${grouped(college.classes.length)} 个班</small>`;
  if (!onOpen) return words;
  return html`<button type="button" class="link-btn of-college" aria-expanded=${String(open)}
      onClick=${() => onOpen(open ? '' : college.key)}>
    ${words}
  </button>`;
}

/** @typedef {((place: string[]) => string) | null} WhoAt where it stands who has not begun, for whoever may see that */

/** @param {{ group: Group, whoAt: WhoAt }} props */
const Left = ({ group: { name, left, place }, whoAt }) =>
  whoAt && left > 0
    ? html`<a href=${whoAt(place)} aria-label=${`${name}没开始的 ${grouped(left)} 人`}>${grouped(left)}</a>`
    : grouped(left);

/** @param {boolean} listed @param {WhoAt} whoAt @param {string} lowest key @param {(row: Shown) => unknown} name
 * @returns {Column<Shown>[]} */
const columnsOf = (listed, whoAt, lowest, name) => [
  ['学院', (row) => /** @type {never} */ (name(row))],
  ['进度', ({ group }) => html`<${Bar} ...${group} />`, 'of-bar'],
  [
    listed ? '通过 / 名单' : '通过 / 订单',
    ({ group: { done, total } }) => html`${grouped(done)} <small>/ ${grouped(total)}</small>`,
    'number',
  ],
  [listed ? '没开始' : '未完成', ({ group }) => html`<${Left} group=${group} whoAt=${whoAt} />`, 'number'],
  [
    '一次通过',
    ({ group: { key, firsts } }) => {
      const rate = rateOf(firsts);
      const words = rate === null ? '—' : `${rateText(rate)}%`;
      return key === lowest ? html`<strong class="warned">${words}</strong>` : words;
    },
    'number',
  ],
];

/** @param {{ colleges: College[], listed: boolean, title: string, whoAt: WhoAt }} props */
function Colleges({ colleges, listed, title, whoAt }) {
  const [opened, setOpened] = useState('');
  const [wanted, setWanted] = useState('');
  const [page, setPage] = useState(0);
  const found = wanted.trim() !== '';
  const rows = shownOf(colleges, opened, wanted);
  const pages = Math.max(1, Math.ceil(rows.length / PAGE));
  const at = Math.min(page, pages - 1);
  const lowest = lowestOf(colleges)?.key ?? '';
  const open = (/** @type {string} */ key) => {
    setOpened(key);
    if (key) setPage(Math.floor(colleges.findIndex((one) => one.key === key) / PAGE));
  };
  const columns = columnsOf(
    listed,
    whoAt,
    lowest,
    (row) => html`
      <${Name} row=${row} open=${opened === row.college.key} found=${found}
          onOpen=${found || colleges.length === 1 ? null : open} />
    `,
  );
  const download = () => save(`${title}-各班进度.csv`, CSV, csv(tableOf(colleges, listed)));
  const acts = html`
    ${whoAt && html`<${LinkButton} kind="default" cap="N" href=${whoAt([])}>没开始的名单<//>`}
    <${Button} kind="default" cap="D" onClick=${download}>下载各班进度<//>
  `;
  const many = colleges.length > MANY || colleges.some(({ classes }) => classes.length > MANY);
  const lookFor = (/** @type {string} */ words) => {
    setWanted(words);
    setPage(0);
  };
  return html`<${Card} title="按学院" beside=${`${listed ? '没开始' : '未完成'}的多的在上`}
      acts=${colleges.length > 0 && acts}>
    ${
      many &&
      html`<${Field} name="college" label="查找学院或班级" type="search" value=${wanted}
          onInput=${(/** @type {{ target: HTMLInputElement }} */ { target }) => lookFor(target.value)} />`
    }
    ${colleges.length > 0 && html`<${Legend} parts=${partsOf({})} />`}
    <${Table} title="按学院" columns=${columns} rows=${rows.slice(at * PAGE, (at + 1) * PAGE)}
        keyOf=${(/** @type {Shown} */ { group, isClass }) => `${isClass}${group.key}`}
        empty=${found ? '没有这样的学院或班级' : html`<${Nobody} />`} />
    <${Pager} of=${{
      number: at + 1,
      back: at > 0 ? () => setPage(at - 1) : null,
      next: at + 1 < pages ? () => setPage(at + 1) : null,
      busy: false,
    }} />
  <//>`;
}

/** @param {{ figures: Figures, title: string, whoAt: WhoAt }} props title: of the task */
export const CollegesCard = ({ figures: { counted, roster, colleges, listed }, title, whoAt }) => {
  const error = counted.value ? roster.error : null; // of the counters, it is told above
  if (!colleges)
    return html`<${Card} title="按学院">
      ${error ? html`<${ErrorBox} error=${error} retry=${roster.reload} />` : html`<${Loading} />`}
    <//>`;
  return html`<${Colleges} colleges=${colleges} listed=${listed} title=${title} whoAt=${listed ? whoAt : null} />`;
};
