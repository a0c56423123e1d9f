/** A task's notice as its students will read it, to be printed, saved or pasted into a group. */
import { html, useState } from '../../shared/vendor/preact.js';
import { useLoaded, useWork } from '../../shared/hooks.js';
import { Sheet } from '../../shared/sheet.js';
import { Await, ErrorBox, Page } from '../../shared/ui.js';
import { makeNoticePdf, taskNotice } from '../generated/client.js';
import { useKeys } from '../keys.js';
import { Said } from '../parts/said.js';
import { PROBLEMS } from '../task_words.js';
import { Button } from '../ui/button.js';
import { Icon } from '../ui/icon.js';

/** @import { NoticeView } from '../../shared/generated/types' */

/** Where a browser forbids copying, the words stand there to be copied by hand.  @param {{ text: string }} props */
const ByHand = ({ text }) => html`<textarea class="input" readonly rows="4" aria-label="通知文字"
  onFocus=${(/** @type {{ target: HTMLTextAreaElement }} */ { target }) => target.select()}>${text}</textarea>`;

const NOT_YET = '学生现在扫码还不能办理；通知可以先印。';
/** @type {Record<string, string>} */
const UNABLE = { CLOSED: '学生扫码不能再办理；要继续采集，先把截止时间改晚，已关闭的再点“开放任务”，或复制为新任务。' };

/** What whoever prints it should know.  @param {NoticeView} props */
const Warnings = ({ missing, problem }) => html`
  ${problem && html`<p class="notice notice-warn">${PROBLEMS[problem]}，${UNABLE[problem] ?? NOT_YET}</p>`}
  ${missing && html`<p class="notice notice-warn">没有小程序码：${missing}。通知先用网页的二维码，可以照常打印。</p>`}
`;

/** @param {{ taskId: string }} props */
export default function TaskNotice({ taskId }) {
  const loaded = useLoaded(() => taskNotice(taskId), [taskId]);
  const [said, setSaid] = useState('');
  const [byHand, setByHand] = useState(false);
  const [run, busy, error] = useWork();
  const back = `#/tasks/${taskId}`;
  useKeys({
    escape: () => {
      location.hash = back;
    },
  });
  const text = loaded.value?.notice.text ?? '';
  const copy = async () => {
    const done = await navigator.clipboard?.writeText(text).then(
      () => true,
      () => false,
    );
    setSaid(done ? '通知文字已复制，可以粘贴到群里。' : '请选中下面的文字复制。');
    setByHand(!done);
  };
  const fetchPdf = () =>
    run(async () => {
      const { url, lacking } = await makeNoticePdf(taskId, {});
      Object.assign(document.createElement('a'), { href: url }).click();
      setSaid(lacking ? `PDF 已生成，但印不出“${lacking}”，请改用“打印”。` : 'PDF 已生成，请到浏览器的下载中查看。');
    });
  const acts = loaded.value && [
    html`<${Button} kind="default" cap="C" onClick=${copy}><${Icon} name="copy" />复制通知文字<//>`,
    html`<${Button} kind="default" cap="S" busy=${busy} onClick=${fetchPdf}><${Icon} name="save" />PDF<//>`,
    html`<${Button} cap="P" onClick=${() => print()}><${Icon} name="print" />打印<//>`,
  ];
  const beside = html`<span class="small">A4 一张，彩色、黑白都能看清</span>`;
  return html`<${Page} title="打印通知" back=${back} wide beside=${beside} acts=${acts}>
    <${Said}>${said}<//>
    <${ErrorBox} error=${error} retry=${fetchPdf} />
    ${byHand && html`<${ByHand} text=${text} />`}
    <${Await} of=${loaded}>${(/** @type {NoticeView} */ view) => html`
      <${Warnings} ...${view} />
      <div class="notice-stage">
        <${Sheet} notice=${view.notice} programCode=${view.program_code} label="通知" />
      </div>
    `}<//>
  <//>`;
}
