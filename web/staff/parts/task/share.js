/** Ways in that are handed out: the students' to the task, and a teacher's to its progress. */
import { html, useContext, useState } from '../../../shared/vendor/preact.js';
import { Refusal } from '../../../shared/http.js';
import { QrCode } from '../../../shared/qr_code.js';
import { Button } from '../../../shared/ui.js';
import { when } from '../../../shared/words.js';
import { createTeacherLink } from '../../generated/client.js';
import { Me, useMay } from '../../session.js';
import { LINK_KINDS } from '../../task_words.js';
import { Ask } from '../ask.js';
import { Copyable } from '../copyable.js';
import { Said } from '../said.js';
import { TeacherLinks } from './teacher_links.js';
import { Card } from '../../ui/card.js';

/** @import { ListedLink, NewTeacherLink } from '../../../shared/generated/types' */

/** @param {string} site @param {string} code */
const studentsAddress = (site, code) => `${site}/#/tasks/${encodeURIComponent(code)}`;
/** The token stands behind the #, where no log and no other site finds it.
 * @param {string} site @param {string} token */
const teachersAddress = (site, token) => `${site}/p/#/${token}`;

/** @param {{ code: string }} props */
export const StudentsWay = ({ code }) => {
  const address = studentsAddress(useContext(Me).site_url, code);
  return html`<${Card} title="学生入口">
    <div class="way-in">
      <${QrCode} text=${address} label="学生入口的二维码" />
      <div>
        <p>特征码 <strong class="big-code mono">${code}</strong></p>
        <p class="hint">学生在网站或小程序中填写特征码，或扫码、打开下面的网址直接进入。</p>
        <${Copyable} id="students-address" label="学生网址" text=${address} />
      </div>
    </div>
  <//>`;
};

const QUESTIONS = {
  kind: { label: '显示内容', options: Object.entries(LINK_KINDS), first: 'COUNTS' },
  days: { label: '有效天数', required: true, first: '30', hint: '1 至 90 天' },
  phone: {
    label: '老师的手机号',
    type: 'tel',
    most: 24,
    hint: '“人数和名单”必填：打开链接要先验证发到这个手机号的短信，转发给别人打不开。“只有人数”不填',
  },
};

const noPhone = () =>
  new Refusal({
    code: 'no_phone',
    message: '“人数和名单”的链接要填写老师的手机号',
    action: '请填写，或改选“只有人数”',
    field: 'phone',
  });

/** @param {{ link: NewTeacherLink }} props */
function Made({ link: { token, until } }) {
  const address = teachersAddress(useContext(Me).site_url, token);
  return html`<div class="way-in">
    <${QrCode} text=${address} label="进度链接的二维码" />
    <div>
      <p class="notice notice-warn" role="status">链接只显示这一次，请现在复制并发给老师。有效期至 ${when(until)}。</p>
      <${Copyable} id="teachers-address" label="进度链接" text=${address} />
    </div>
  </div>`;
}

/** The links that work are read when they are wanted: every look at them is in the audit trail.
 * @param {{ taskId: string }} props */
export function TeachersWay({ taskId }) {
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const [made, setMade] = useState(/** @type {NewTeacherLink | null} */ (null));
  const [looks, setLooks] = useState(0);
  const look = () => setLooks((times) => times + 1);
  const [said, setSaid] = useState('');
  const create = async (/** @type {Record<string, string>} */ { days, ...rest }) => {
    if (rest.kind === 'LIST' && !rest.phone) throw noPhone();
    setMade(await createTeacherLink(taskId, { days: Number(days), ...rest }));
    setAsking(false);
    setSaid('');
    if (looks) look();
  };
  const stopped = (/** @type {ListedLink} */ { link_id: id, reason }) => {
    setMade((now) => (now?.link_id === id ? null : now));
    setSaid(`已停用“${reason}”的进度链接`);
  };
  return html`<${Card} title="进度链接">
    <p>老师凭链接查看本任务的进度和名单完成情况，不用登录，看不到姓名和照片；还可以复制通知、打印海报。</p>
    ${made && html`<${Made} link=${made} />`}
    <${Said}>${said}<//>
    ${
      may('MANAGER')
        ? html`<div class="bar">
          <${Button} kind="default" onClick=${() => setAsking(true)}>生成进度链接<//>
          <${Button} kind="default" onClick=${look}>${looks ? '刷新链接列表' : '查看有效的链接'}<//>
        </div>`
        : html`<p class="hint">进度链接由管理员生成。</p>`
    }
    ${looks > 0 && html`<${TeacherLinks} taskId=${taskId} looks=${looks} onStopped=${stopped} />`}
    ${
      asking &&
      html`
        <${Ask} title="生成进度链接" yes="生成" questions=${QUESTIONS} onYes=${create}
            onNo=${() => setAsking(false)}>
          <p>得到链接的人都能查看，请只发给本任务的老师。</p>
        <//>
      `
    }
  <//>`;
}
