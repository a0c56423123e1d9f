/** How far a task is, for its teacher. */
import { html, useEffect, useState } from '../../shared/vendor/preact.js';
import { Heading } from '../../shared/ui.js';
import { People } from '../../shared/student/contacts.js';
import { when } from '../../shared/words.js';
import { figuresOf, headsOfAll } from '../figures.js';
import { noticeToAll, schoolsOf } from '../notices.js';
import { Classes } from '../parts/classes.js';
import { Copy } from '../parts/copy.js';
import { Icon, Mark } from '../parts/icon.js';
import { OfLink } from '../parts/link.js';
import { Notice } from '../parts/notice.js';
import { Reasons } from '../parts/reasons.js';
import { Search } from '../parts/search.js';
import { Summary } from '../parts/summary.js';
import { headcountsOf, keepHeadcounts } from '../session.js';
import { closedInWords, isClosed } from '../view.js';

/** @import { TeacherView } from '../../shared/generated/types' */

const WIDE = '(min-width: 60rem)'; // as page.css has it

/** Whether there is room for two columns. */
function useWide() {
  const [wide, setWide] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const query = matchMedia(WIDE);
    const look = () => setWide(query.matches);
    query.addEventListener('change', look);
    return () => query.removeEventListener('change', look);
  }, []);
  return wide;
}

/** @param {{ token: string, view: TeacherView, reload: () => unknown }} props */
function Whole({ token, view, reload }) {
  const [heads, setHeads] = useState(() => headcountsOf(view.task_id));
  const type = (/** @type {string} */ key, /** @type {number} */ count) => {
    const typed = { ...heads, [key]: count };
    setHeads(typed);
    keepHeadcounts(view.task_id, typed);
  };
  const wide = useWide();
  const open = !isClosed(view);
  const rest = html`
    ${view.listed && view.kind === 'LIST' && html`<${Search} token=${token} view=${view} />`}
    ${view.reasons.length > 0 && html`<${Reasons} reasons=${view.reasons} />`}
    ${open && html`<${Notice} view=${view} />`}
  `;
  return html`<div class="teacher">
    <header class="top">
      <${Mark} />
      <div>
        <${Heading} title=${view.title} />
        <p class="tiny">${schoolsOf(view)} · 特征码 <span class="mono">${view.code}</span></p>
      </div>
      <button type="button" class="text-btn" onClick=${reload}>刷新</button>
    </header>
    <div class="columns">
      <div class="column">
        <${Summary} view=${view} of=${figuresOf(view.numbers, headsOfAll(view.classes, heads))} heads=${heads['']}
            onHeads=${(/** @type {number} */ count) => type('', count)} />
        ${
          open
            ? html`<div class="two">
              <${Copy} kind="primary" label="通知文字" text=${noticeToAll(view, location.origin)}>复制通知文字<//>
              <a class="weui-btn weui-btn_default" href=${`#/${token}/poster`}><${Icon} name="print" />海报</a>
            </div>`
            : html`<p class="notice notice-warn">${closedInWords(view)}</p>`
        }
        ${wide && rest}
      </div>
      <div class="column">
        <${Classes} token=${token} view=${view} heads=${heads} onHeads=${type} />
        ${!wide && rest}
      </div>
    </div>
    <p class="tiny end">
      有疑问请联系：<${People} people=${view.contacts} />。<br />
      链接 ${when(view.until)} 到期。本页没有姓名和照片，数字可能晚一分钟；打开的次数会记录。
      ${view.kind === 'LIST' && '请不要转发本链接。'}
    </p>
  </div>`;
}

/** @param {{ token: string }} props */
export default ({ token }) =>
  html`<${OfLink} token=${token}>${(/** @type {TeacherView} */ view, /** @type {() => unknown} */ reload) =>
    html`<${Whole} token=${token} view=${view} reload=${reload} />`}<//>`;
