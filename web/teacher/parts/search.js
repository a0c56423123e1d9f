/** Finds students on the roster by a part of their number, and takes the whole list along as a table. */
import { html, useState } from '../../shared/vendor/preact.js';
import { CSV, csv } from '../../shared/csv.js';
import { useWork } from '../../shared/hooks.js';
import { More, usePaged } from '../../shared/paged.js';
import { save } from '../../shared/save.js';
import { Await, Button, ErrorBox, Field } from '../../shared/ui.js';
import { howMany } from '../figures.js';
import { showPeople } from '../generated/client.js';
import { tokenOf } from '../session.js';

/** @import { PersonProgress, TeacherView } from '../../shared/generated/types' */

const HEADINGS = ['学号或采集码末位', '学院', '班级', '进度', '是否完成'];
/** @param {PersonProgress} person */
const cellsOf = ({ shown, college, class_name: name, label, done }) => [
  shown,
  college,
  name,
  label,
  done ? '是' : '否',
];

/** @param {{ token: string, text: string }} props */
function Found({ token, text }) {
  const paged = usePaged(
    (cursor) => showPeople(tokenOf(token), { search: text, cursor }),
    ({ people }) => people,
    [token, text],
  );
  return html`<${Await} of=${paged.first}>${() => html`
    <p class="tiny" role="status">${howMany('找到 ', paged) || '名单中没有'}</p>
    <ul class="found">${paged.rows.map(
      ({ shown, college, class_name: name, label, must_act: mustAct }) => html`<li>
        <span><b class="mono">${shown}</b> <span class="tiny">${college} ${name}</span></span>
        <span class=${mustAct ? 'gap gap-many' : 'gap'}>${label}</span>
      </li>`,
    )}</ul>
    <${More} of=${paged} />
  `}<//>`;
}

/** @param {{ token: string, view: TeacherView }} props */
export function Search({ token, view }) {
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState('');
  const [run, busy, error] = useWork();
  const download = () =>
    run(async () => {
      /** @type {PersonProgress[]} */
      const all = [];
      let cursor = null;
      do {
        const page = await showPeople(tokenOf(token), { cursor });
        all.push(...page.people);
        cursor = page.cursor;
      } while (cursor);
      save(`${view.title}-名单进度.csv`, CSV, csv([HEADINGS, ...all.map(cellsOf)]));
    });
  return html`<section class="card" aria-labelledby="search">
    <h2 id="search">查一个人</h2>
    <form role="search" onSubmit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      setAsked(typed.trim());
    }}>
      <${Field} name="number" label="学号或采集码末位" type="search" autocomplete="off" maxlength="40" value=${typed}
          onInput=${({ target }) => setTyped(target.value)} placeholder="可以只填一部分" beside=${html`
            <button type="submit" class="weui-btn weui-btn_default weui-btn_mini">查找</button>
          `} />
    </form>
    ${asked && html`<${Found} key=${asked} token=${token} text=${asked} />`}
    <${ErrorBox} error=${error} retry=${download} />
    <${Button} kind="default" busy=${busy} onClick=${download}>下载全部名单（CSV）<//>
    <p class="tiny">可以用 Excel 或 WPS 打开。在微信中打开本页时不能下载，请改用手机浏览器或电脑。</p>
  </section>`;
}
