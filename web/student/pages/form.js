/** The task's questions: what the code told is shown, the rest is typed; the order is opened here. */
import { html, useEffect, useState } from '../../shared/vendor/preact.js';
import { openOrder, showOrder } from '../generated/client.js';
import { useKept, useWork, useWrong } from '../../shared/hooks.js';
import { drop, keep, kept } from '../../shared/kept.js';
import { Await, Button, Card, ErrorBox, Facts, focusFirst, Page, rowsOf } from '../../shared/ui.js';
import { Steps } from '../../shared/student/steps.js';
import { Foot } from '../parts/foot.js';
import { Begun, begunIn } from '../parts/begun.js';
import { Contest } from '../parts/contest.js';
import { Question, useQuestions } from '../../shared/student/question.js';
import { Sheet } from '../parts/sheet.js';
import { Takeover, useOffer } from '../parts/takeover.js';
import { folded, wrongOf } from '../../shared/both/answers.js';
import { answersOf } from '../order_words.js';
import { Gone, readOf } from './info.js';
import { replace } from '../../shared/router.js';
import { keepTask, step, useTask } from '../task.js';

/** @import { CodeRead, PublicTask, Question as Asked } from '../../shared/generated/types' */
/** @import { Answers } from '../order_words.js' */

/** @type {{ school?: string }} */
const NOWHERE = {};

/** @param {{ code: string, task: PublicTask, read: CodeRead | null }} props */
function Questions({ code, task, read }) {
  const [asked, setAsked] = useState((read ?? task).questions);
  const fields = useQuestions(asked);
  const begun = { contact_phone: kept('phone', ''), school: kept('locate', NOWHERE).school ?? '' };
  const [form, setForm] = useKept(`form.${task.task_id}`, /** @type {Answers} */ (begun));
  const [wrong, setWrong, mend] = useWrong();
  const [run, busy, error, setError] = useWork();
  const [offer, forget] = useOffer(error);

  /** The task may ask otherwise by now. */
  const askAnew = (/** @type {Asked[] | undefined} */ questions) => {
    if (!questions) return;
    setAsked(questions);
    if (read) keep(`read.${task.task_id}`, { ...read, questions });
    else keepTask(code, { ...task, questions });
  };
  const open = (/** @type {string | null} */ idTail) =>
    run(async () => {
      const values = Object.fromEntries(fields.map((field) => [field.name, folded(field, form[field.name] ?? '')]));
      const order = await openOrder({
        task_id: task.task_id,
        read_id: read?.read_id ?? null,
        form: values,
        id_tail: idTail,
      }).catch((refusal) => {
        askAnew(refusal.data?.questions);
        throw refusal;
      });
      keep(`order.${task.task_id}`, order.order_id);
      drop(`form.${task.task_id}`);
      replace(order.state === 'DRAFT' ? `/orders/${order.order_id}/requirements` : `/orders/${order.order_id}`);
    });
  const refill = () => run(async () => setForm(answersOf(await showOrder(begunIn(task.task_id) ?? ''))));
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const errors = Object.fromEntries(fields.map((field) => [field.name, wrongOf(field, form[field.name] ?? '')]));
    setWrong(errors);
    forget();
    if (!focusFirst(errors)) open(null);
  };
  const refused = offer === null ? fields.find(({ name }) => error?.field?.split('.').pop() === name) : undefined;
  useEffect(() => {
    if (refused) focusFirst({ [refused.name]: 'refused' });
  }, [error]);
  const at = (/** @type {string} */ name) => wrong[name] || (refused?.name === name ? error?.sentence : null);
  const answer = (/** @type {Asked} */ field, /** @type {string} */ value) => {
    setForm((before) => ({ ...before, [field.name]: value }));
    mend(field.name, wrongOf(field, value));
    if (refused?.name === field.name) setError(null);
  };

  const box = !offer && html`<${ErrorBox} error=${error} said=${Boolean(refused)} params=${{ code }} />`;
  const tail = fields.find(({ name }) => name === 'id_tail');
  return html`
    <${Begun} taskId=${task.task_id}>
      <p>
        <button type="button" class="link-btn" onClick=${refill}>
          填入已保存的内容（联系电话${tail && `、${tail.label}`}除外）
        </button>
      </p>
    <//>
    <div class=${read ? 'two aside-first' : 'beside'}>
      ${read && html`<${Card} title="学籍信息（来自采集码，不能修改）"><${Facts} rows=${rowsOf(read.details)} /><//>`}
      <form class="card" onSubmit=${submit} noValidate>
        <p class="small">带 <span class="star">*</span> 的为必填项。</p>
        ${fields.map(
          (field) => html`
            <${Question} key=${field.name} question=${field} value=${form[field.name] ?? ''}
                onInput=${(/** @type {string} */ value) => answer(field, value)} error=${at(field.name)} />
          `,
        )}
        <${Sheet} layout=${form.layout} />
        ${
          read && error?.code === 'collect_code_held'
            ? html`
              <${Contest} taskId=${task.task_id} readId=${read.read_id} onFree=${() => open(null)}>${box}<//>
            `
            : box
        }
        <${Foot}><${Button} type="submit" busy=${busy}>保存，下一步<//><//>
      </form>
    </div>
    ${offer && html`<${Takeover} offer=${offer} error=${error} busy=${busy} onTail=${open} />`}
  `;
}

/** @param {{ code: string }} props */
export default function Form({ code }) {
  const loaded = useTask(code);
  const encrypted = loaded.value?.collect_mode === 'ENCRYPTED';
  return html`<${Page} title="填写信息" back=${`#${step(code, encrypted ? 'info' : '')}`} wide=${encrypted}>
    <${Steps} at=${1} />
    <${Await} of=${loaded}>${(/** @type {PublicTask} */ task) => {
      const read = encrypted ? readOf(task.task_id) : null;
      return encrypted && !read
        ? html`<${Begun} taskId=${task.task_id} /><${Gone} code=${code} />`
        : html`<${Questions} code=${code} task=${task} read=${read} />`;
    }}<//>
  <//>`;
}
