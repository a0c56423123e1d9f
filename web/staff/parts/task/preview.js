/** The pages of the students' site as what is typed would make them: the same parts, fed by the API without saving. */
import { html, useEffect, useState } from '../../../shared/vendor/preact.js';
import { useLoaded } from '../../../shared/hooks.js';
import { Contacts } from '../../../shared/student/contacts.js';
import { PayTerms } from '../../../shared/student/pay_terms.js';
import { BadPhotos, GoodPhoto } from '../../../shared/student/photo_cards.js';
import { Question } from '../../../shared/student/question.js';
import { Steps } from '../../../shared/student/steps.js';
import { TaskCard, TermsCard } from '../../../shared/student/task_cards.js';
import { Card, Facts, Loading } from '../../../shared/ui.js';
import { howLong, yuan } from '../../../shared/words.js';
import { previewTask } from '../../generated/client.js';
import { filledIn, sentOf } from '../../task_form.js';
import { Seg } from '../../ui/seg.js';

/** @import { PublicTask, TaskPreview } from '../../../shared/generated/types' */
/** @import { Typed } from '../../task_form.js' */
/** @typedef {{ task: PublicTask, questions: TaskPreview['questions'] }} Page */
/** @typedef {{ now: Page, before: Page, code: string }} Shown */

const PAUSE_MS = 400; // of whoever types, before the API is asked

/** Labels of rows that are not as they were.  @param {Shown} shown */
function changedRows({ now, before }) {
  const was = Object.fromEntries(before.task.rows.map(({ label, value }) => [label, value]));
  return now.task.rows.filter(({ label, value }) => was[label] !== value).map(({ label }) => label);
}

/** @param {Shown} shown */
const TaskPage = (shown) => html`
  <h3>确认采集任务</h3><${Steps} at=${0} />
  <${TaskCard} task=${shown.now.task} code=${shown.code} changed=${changedRows(shown)} />
  <${TermsCard} task=${shown.now.task} />
  <p class="phone-btn">开始办理</p>
  <${Card} title="有疑问"><${Contacts} contacts=${shown.now.task.contacts} more=${false} /><//>
`;

/** @param {Shown} shown */
const FormPage = ({ now: { task, questions } }) => html`
  <h3>填写信息</h3><${Steps} at=${1} />
  ${task.collect_mode === 'ENCRYPTED' && html`<p class="small">采集码里已有的不再问。</p>`}
  <${Card}>
    <fieldset disabled>${questions.map(
      (one) => html`<${Question} key=${one.name} question=${{ ...one, name: `preview-${one.name}` }} value=""
          error=${null} onInput=${() => {}} />`,
    )}</fieldset>
  <//>
`;

/** @param {Shown} shown */
const PhotoPage = ({ now: { task } }) => html`
  <h3>照片要求</h3><${Steps} at=${2} />
  <${GoodPhoto} rgb=${task.background.rgb} glasses=${task.glasses} covers=${task.covers} />
  <${BadPhotos} />
  <p class="phone-btn">我知道了，去拍照</p>
  <p class="small">${task.allow_album ? '可以现场拍摄，也可以从相册选择。' : '只能现场拍摄，没有“从相册选择”。'}</p>
`;

/** @param {Shown} shown */
const PayPage = ({ now: { task } }) => html`
  <h3>支付</h3><${Steps} at=${3} />
  ${
    task.price
      ? html`<${Card}>
        <${Facts} rows=${[
          ['应付', html`<span class="sum">${yuan(task.price_text)}</span>`],
          ['支付时限', `提交后 ${howLong(task.pay_minutes * 60)}，不晚于任务结束`],
        ]} />
        <${PayTerms} ...${task} />
      <//>`
      : html`<${Card}><p>本任务免费，没有付款这一步。</p><${PayTerms} ...${task} /><//>`
  }
`;

/** @type {[name: string, (shown: Shown) => unknown][]} */
const PAGES = [
  ['任务', TaskPage],
  ['填写', FormPage],
  ['拍摄', PhotoPage],
  ['付款', PayPage],
];
/** @type {[page: number, words: string][]} */
const CHOICES = PAGES.map(([name], at) => [at, name]);

/** The same once nobody has typed for a moment.  @param {string} asked */
function useSettled(asked) {
  const [settled, setSettled] = useState(asked);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(asked), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  return settled;
}

/** @type {[saved: boolean, words: string][]} */
const VERSIONS = [
  [false, '改动后'],
  [true, '改动前'],
];

/** @param {TaskPreview | null} preview @returns {Page | null} */
const pageOf = (preview) => (preview?.task ? { task: preview.task, questions: preview.questions } : null);

/** base: what the form began with, as it is saved; school: the code of one, for a new task without any.
 * @param {{ base: Typed, typed: Typed, isNew: boolean, school: string }} props */
export function Preview({ base, typed, isNew, school }) {
  const [page, setPage] = useState(0);
  const [saved, setSaved] = useState(false);
  const textOf = (/** @type {Typed} */ one) => JSON.stringify(sentOf(filledIn(base, one, school)));
  const asked = useSettled(textOf(typed));
  const original = textOf(base);
  const before = useLoaded(() => previewTask({ settings: JSON.parse(original) }), [original]);
  const now = useLoaded(
    async () => (asked === original ? null : await previewTask({ settings: JSON.parse(asked) })),
    [asked, original],
  );
  const changed = asked !== original;
  const [, Shown] = PAGES[page];
  const isSaved = saved || !changed;
  const [first, last] = [pageOf(before.value), pageOf(now.value)];
  const shows = isSaved ? first : (last ?? first);
  const asks = isSaved ? before : now;
  const problem = asks.error?.message ?? asks.value?.problem;
  return html`<aside class="previewer" aria-label="学生看到的">
    <div class="previewer-head">
      <b>学生看到的</b>
      <${Seg} label="预览哪一页" choices=${CHOICES} now=${page} onChoose=${setPage} />
    </div>
    ${!isNew && changed && html`<${Seg} label="哪一种" choices=${VERSIONS} now=${saved} onChoose=${setSaved} />`}
    ${
      shows && first
        ? html`<div class="phone" tabindex="0" role="region" aria-label=${`预览：${PAGES[page][0]}`}>
          <p class="phone-top">高校图像信息采集</p>
          <${Shown} now=${shows} before=${first} code=${typed.code.trim() || '保存后生成'} />
        </div>`
        : !problem && html`<${Loading} />`
    }
    <div role="status">
      ${problem && html`<p class="field-error">${problem}。${shows ? '上面是改动之前的样子。' : ''}</p>`}
    </div>
    <p class="hint">${isNew ? '没有填写的用示例代替。' : '改动过的行在此处标出。'}</p>
  </aside>`;
}
