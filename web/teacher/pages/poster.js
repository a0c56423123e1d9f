/** A poster of the task on one sheet of A4: by when, by which code, where, and how. */
import { html } from '../../shared/vendor/preact.js';
import { QrCode } from '../../shared/qr_code.js';
import { Button, Heading } from '../../shared/ui.js';
import { when, yuan } from '../../shared/words.js';
import { useSettings } from '../frame.js';
import { isFree, noticeToAll, schoolsOf, studentsAddress } from '../notices.js';
import { Copy } from '../parts/copy.js';
import { Icon, Mark } from '../parts/icon.js';
import { OfLink } from '../parts/link.js';

/** @import { TeacherView } from '../../shared/generated/types' */

/** Characters beyond which a smaller type is needed. */
const [LONG, LONGEST] = [15, 45];
const LONG_CODE = 8;
const WEEKDAY = new Intl.DateTimeFormat('zh-CN', { timeZone: 'Asia/Shanghai', weekday: 'long' });

/** @param {string} title */
const sizeOf = ({ length }) => (length > LONGEST ? 'sh-longest' : length > LONG ? 'sh-long' : '');

/** [what, how] @param {TeacherView} view @returns {[string, string][]} */
const stepsOf = (view) => {
  const { code, collect_mode: mode, price } = view;
  const filling =
    mode === 'ENCRYPTED'
      ? `输入特征码 ${code}，上传学信网的“图像采集码”，核对信息`
      : `输入特征码 ${code}，填写姓名、学号、学院和班级`;
  return [
    ['打开', '用手机扫上面的二维码，或在电脑上打开网址'],
    ['填写', filling],
    ['拍照', '浅色墙前一米，光从正面来，请别人用后置摄像头拍；当场告诉您合不合格'],
    ...(isFree(view) ? [] : [/** @type {[string, string]} */ (['付款', `支付 ${yuan(price)}，可以请家人代付`])]),
    ['等结果', '人工审核；不合格会写明原因，按提示重新提交'],
  ];
};

/** As the task has it.  @param {TeacherView} view @returns {[good: boolean, text: string][]} */
const rulesOf = ({ glasses, covers }) => [
  [true, '双眉、双眼、双耳都露出，自然闭唇，深色有领上衣'],
  glasses === 'REFUSE' ? [false, '戴眼镜，请摘下后拍'] : [true, '常戴眼镜的戴无色眼镜，镜片不反光'],
  [false, '美颜、滤镜、精修、自拍、翻拍'],
  [false, `${covers === 'ALLOW' ? '' : '帽子、头巾、'}耳环、浓妆、白色上衣`],
];

/** @param {{ view: TeacherView }} props */
const Sheet = ({ view }) => {
  const site = useSettings();
  const address = studentsAddress(location.origin, view.code);
  const free = isFree(view);
  const [day, hour] = when(view.closes_at).split(' ');
  return html`<article class="sheet" aria-label="海报">
    <div class="sh-head"><${Mark} /><span>高校图像信息采集</span><span class="sh-right">${schoolsOf(view)}</span></div>
    <h2 class=${`sh-title ${sizeOf(view.title)}`}>${view.title}</h2>
    <p class="sh-sub">手机上就能拍，不用排队。</p>
    <div class="sh-when">
      <div><span>截止</span><strong>${day}</strong><em>${WEEKDAY.format(new Date(view.closes_at))} ${hour}</em></div>
      <div>
        <span>特征码</span>
        <strong class=${view.code.length > LONG_CODE ? 'sh-code sh-small' : 'sh-code'}>${view.code}</strong>
        <em>不分大小写</em>
      </div>
      <div>
        <span>费用</span><strong>${free ? '免费' : yuan(view.price)}</strong>
        <em>${free ? '不用付款' : '在线支付'}</em>
      </div>
    </div>
    <div class="sh-codes">
      <${QrCode} text=${address} label="打开采集任务的二维码" />
      <div><b>扫码办理</b><p>手机、电脑网页</p><p class="sh-address">${address}</p></div>
    </div>
    <ol class="sh-steps">${stepsOf(view).map(
      ([what, how], at) => html`<li><b>${at + 1}</b><strong>${what}</strong><p>${how}</p></li>`,
    )}</ol>
    <ul class="sh-rules">${rulesOf(view).map(
      ([good, text]) => html`<li class=${good ? null : 'sh-no'}><b>${good ? '要' : '不要'}</b>${text}</li>`,
    )}</ul>
    <p class="sh-foot">${site && html`不会办请联系：${site.branch.name} ${site.branch.people[0].phone}`}</p>
  </article>`;
};

/** @param {{ token: string }} props */
export default ({ token }) =>
  html`<${OfLink} token=${token} fresh=${false}>${(/** @type {TeacherView} */ view) => html`
  <div class="poster">
    <div class="poster-bar">
      <${Heading} title="海报" />
      <p class="tiny">A4 一张，彩色、黑白都能看清</p>
      <a class="weui-btn weui-btn_default weui-btn_mini" href=${`#/${token}`}>返回</a>
      <${Copy} label="通知文字" text=${noticeToAll(view, location.origin)}>复制通知文字<//>
      <${Button} onClick=${() => print()}><${Icon} name="print" />打印<//>
    </div>
    <${Sheet} view=${view} />
  </div>
`}<//>`;
