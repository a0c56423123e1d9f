/** Ways in that are handed out: the students' to the task, and a teacher's to its progress. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { QrCode } from '../../../shared/qr_code.js';
import { Button, Card } from '../../../shared/ui.js';
import { when } from '../../../shared/words.js';
import { createTeacherLink } from '../../generated/client.js';
import { useMay } from '../../session.js';
import { Ask } from '../ask.js';
import { Copyable } from '../copyable.js';

const addressOf = (path) => `${location.origin}/#${path}`;

export const StudentsWay = ({ code }) => {
  const address = addressOf(`/tasks/${encodeURIComponent(code)}`);
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

const DAYS = { label: '有效天数', required: true, first: '30', hint: '1 至 90 天' };

export function TeachersWay({ taskId }) {
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const [made, setMade] = useState(null);
  const create = async ({ days, reason }) => {
    setMade(await createTeacherLink(taskId, { days: Number(days), reason }));
    setAsking(false);
  };
  return html`<${Card} title="老师查看进度">
    <p>老师凭链接查看本任务的进度和名单完成情况，不用登录；看不到姓名和照片。</p>
    ${made && html`<div class="way-in">
      <${QrCode} text=${addressOf(`/progress/${made.token}`)} label="进度链接的二维码" />
      <div><p class="notice notice-warn" role="status">链接只显示这一次，请现在复制并发给老师。有效期至 ${when(made.until)}。</p>
        <${Copyable} id="teachers-address" label="进度链接" text=${addressOf(`/progress/${made.token}`)} /></div>
    </div>`}
    ${may('MANAGER') ? html`<${Button} kind="default" onClick=${() => setAsking(true)}>生成进度链接<//>` : html`<p class="hint">进度链接由管理员生成。</p>`}
    ${asking && html`<${Ask} title="生成进度链接" yes="生成" questions=${{ days: DAYS }} onYes=${create} onNo=${() => setAsking(false)}>
      <p>得到链接的人都能查看，请只发给本任务的老师。</p><//>`}
  <//>`;
}
