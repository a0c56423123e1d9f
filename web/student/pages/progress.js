/** A teacher's view of one task, by a link that ends: how far it is, and who of the roster is missing.  No name, no
 * photo. */
import { html, useState } from '../../shared/vendor/preact.js';
import { now } from '../../shared/clock.js';
import { More, usePaged } from '../../shared/paged.js';
import { rowsOf, statesOf, summary } from '../../shared/progress.js';
import { Table } from '../../shared/table.js';
import { Await, Button, Card, Field, Link, Page, Tick } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { CSV, csv } from '../../shared/csv.js';
import { save } from '../../shared/save.js';
import { showProgress } from '../generated/client.js';

/** @import { PersonProgress, TaskProgress, TeacherView } from '../../shared/generated/types' */
/** @import { Refusal } from '../../shared/http.js' */
/** @import { Paged } from '../../shared/paged.js' */
/** @import { Column } from '../../shared/table.js' */

/** @param {{ college: string, name: string }} props */
const Place = ({ college, name }) => html`<span class="small num">${college}</span> <span class="num">${name}</span>`;

/** @typedef {ReturnType<typeof rowsOf>[number]} Counted a class, or all of them */

/** @type {Column<Counted>[]} */
const CLASSES = [
  ['班级', Place],
  ['已采集', ({ collected }) => collected, 'number'],
  ['办理中', ({ open }) => open, 'number'],
  ['采集率', ({ share }) => share, 'number'],
];
/** @type {Column<PersonProgress>[]} */
const PEOPLE = [
  ['学号或采集码', ({ shown }) => shown, 'mono'],
  ['班级', ({ college, class_name: name }) => html`<${Place} college=${college} name=${name} />`],
  ['进度', ({ label, done }) => html`<span class=${done ? 'good-mark' : null}>${label}</span>`, 'nowrap'],
];
const HEADINGS = ['学号或采集码末位', '学院', '班级', '进度', '是否完成'];
/** @param {{ shown: string, college: string, class_name: string, label: string, done: boolean }} props */
const cellsOf = ({ shown, college, class_name: name, label, done }) => [
  shown,
  college,
  name,
  label,
  done ? '是' : '否',
];

/** @param {{ college: string, class_name: string }} props */
const classOf = ({ college, class_name: name }) => [college, name].filter(Boolean).join(' ');
/** @param {PersonProgress} one @param {PersonProgress} other */
const byClass = (one, other) =>
  classOf(one).localeCompare(classOf(other), 'zh-CN') || one.shown.localeCompare(other.shown);

/** @param {{ progress: TaskProgress }} props */
const Counts = ({ progress }) => {
  const { orders, collected, open, share } = summary(statesOf(progress));
  return html`<${Card} title="办理进度">
    <p>已采集 <strong>${collected}</strong> 人，办理中 <strong>${open}</strong> 人，采集率 ${share}。</p>
    ${
      orders > 0 &&
      html`<dl class="counts">${progress.states.map(
        ({ label, orders: count }) => html`<div>
          <dt>${label}</dt><dd>${count}</dd>
        </div>`,
      )}</dl>`
    }
    <${Table} title="各班进度" columns=${CLASSES} rows=${rowsOf(progress)}
        keyOf=${(/** @type {Counted} */ { key }) => key} empty="还没有学生办理" />
    <p class="small">只统计已经开始办理的学生；采集率不计已取消、超时、关闭和退款的订单。</p>
  <//>`;
};

/** @param {{ classes: string[], value: string, onInput: (text: string) => unknown }} props */
const ClassField = ({ classes, value, onInput }) => html`
  <${Field} name="class" label="班级" as="select" value=${value} onInput=${({ target }) => onInput(target.value)}>
    ${['', ...classes].map((one) => html`<option value=${one} selected=${one === value}>${one || '全部'}</option>`)}
  <//>
`;

/** @param {{ title: string, paged: Paged<TeacherView, PersonProgress> }} props */
function People({ title, paged }) {
  const { rows, cursor, rest, busy } = paged;
  const [missingOnly, setMissingOnly] = useState(false);
  const [only, setOnly] = useState('');
  const classes = [...new Set(rows.map(classOf))]
    .filter(Boolean)
    .sort((one, other) => one.localeCompare(other, 'zh-CN'));
  const missing = rows.filter(({ done }) => !done);
  const shown = (missingOnly ? missing : rows)
    .filter((one) => !only || classOf(one) === only)
    .sort(byClass)
    .map((one, place) => ({ ...one, place })); // ends of codes may be alike
  const download = async () => {
    const all = await rest();
    if (all) save(`${title}-名单进度.csv`, CSV, csv([HEADINGS, ...all.sort(byClass).map(cellsOf)]));
  };
  return html`<${Card} title="名单完成情况">
    <p role="status">${cursor ? '已载入' : '名单共'} ${rows.length} 人，其中未完成 ${missing.length} 人。</p>
    ${classes.length > 1 && html`<${ClassField} classes=${classes} value=${only} onInput=${setOnly} />`}
    <${Tick} name="missing" checked=${missingOnly} onChange=${setMissingOnly}>只看未完成<//>
    <${Table} title="名单" columns=${PEOPLE} rows=${shown}
        keyOf=${(/** @type {{ place: number }} */ { place }) => place}
        empty=${cursor ? '已载入的名单中没有，请继续载入' : '没有未完成的学生'} />
    <${More} of=${paged} />
    <${Button} busy=${busy} onClick=${download}>下载全部名单（CSV）<//>
    <p class="small">可以用 Excel 或 WPS 打开。在微信中打开本页时不能下载，请改用手机浏览器或电脑。</p>
  <//>`;
}

/** @param {{ error: Refusal }} props */
const Over = ({ error }) => html`<${Page} title="链接已失效">
  <${Card}><p>${error.message}。</p><p>${error.action}。</p><${Link} kind="default" href="#/contact">联系分社<//><//>
<//>`;

/** @param {{ token: string }} props */
export default function Progress({ token }) {
  const paged = usePaged(
    (cursor) => showProgress(token, { cursor }),
    ({ people }) => people,
    [token],
  );
  const { first, rows } = paged;
  if (first.error?.code === 'teacher_link_over') return html`<${Over} error=${first.error} />`;
  return html`<${Page} title="采集进度" lead=${first.value?.title} wide>
    <${Await} of=${first}>${(/** @type {TeacherView} */ { title, closes_at: until, progress }) => html`
      <p>
        ${new Date(until).getTime() > now() ? `办理到 ${when(until)} 截止。` : `已于 ${when(until)} 截止。`}
        <button type="button" class="text-btn" onClick=${first.reload}>刷新</button>
      </p>
      <${Counts} progress=${progress} />
      ${
        rows.length > 0
          ? html`<${People} title=${title} paged=${paged} />`
          : html`<p class="small">本任务没有上传名单，无法列出还没有办理的学生。</p>`
      }
      <p class="small">本页不显示姓名和照片，数字可能晚几秒。请不要转发链接。</p>
    `}<//>
  <//>`;
}
