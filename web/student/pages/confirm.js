/** Everything once more before it is handed in. */
import { html, useState } from '../../shared/vendor/preact.js';
import { appealPhoto, cancelOrder, resubmitOrder, showOrder, submitOrder } from '../generated/client.js';
import { useKept, useLoaded, useWork, useWrong } from '../../shared/hooks.js';
import { drop, keep } from '../../shared/kept.js';
import { dropFile } from '../kept_file.js';
import { yuan } from '../../shared/words.js';
import { Await, Button, Card, Confirm as Ask, ErrorBox, Facts, focusFirst, Page, rowsOf } from '../../shared/ui.js';
import { AppealForm } from '../parts/appeal.js';
import { Steps } from '../../shared/student/steps.js';
import { Foot } from '../parts/foot.js';
import { ContactData } from '../parts/contact_data.js';
import { People } from '../../shared/student/contacts.js';
import { Standard } from '../parts/standard.js';
import { Sheet } from '../parts/sheet.js';
import { Elsewhere } from '../parts/way_out.js';
import { answersOf } from '../order_words.js';
import { replace } from '../../shared/router.js';
import { step } from '../task.js';
import { handingIn, NOTHING_SAID, SHOWN, wrongPlea } from '../../shared/both/appeal.js';
import { REFILLED } from '../../shared/both/wording.js';

/** @import { OrderView } from '../../shared/generated/types' */
/** @import { Plea } from '../../shared/both/appeal.js' */
/** @import { Refusal } from '../../shared/http.js' */

const HANDS_IN = new Set(['submit', 'resubmit', 'appeal']);

/** A refusal of the order's state is shown beside the order as it is now.
 * @param {() => Promise<OrderView>} ask @param {() => Promise<void>} reload */
const renewed = (ask, reload) =>
  ask().catch(async (/** @type {Refusal} */ refusal) => {
    if (refusal.status === 409) await reload();
    throw refusal;
  });

/** What she may not change by herself is typed or read anew while nothing is handed in: the draft is given up, the
 * words stay in the form.
 * @param {{ order: OrderView, reload: () => Promise<void> }} props */
function Mend({ order, reload }) {
  const [asking, setAsking] = useState(false);
  const [run, busy, error] = useWork();
  const { task_id: taskId, code, collect_mode: mode } = order.task;
  if (order.state !== 'DRAFT') return null;
  const encrypted = mode === 'ENCRYPTED';
  const again = () =>
    run(async () => {
      await renewed(() => cancelOrder(order.order_id), reload);
      drop(`order.${taskId}`);
      keep(`form.${taskId}`, answersOf(order));
      replace(step(code, encrypted ? 'collect-code' : 'form'));
    });
  return html`
    <p class="more">
      <button type="button" class="link-btn" onClick=${() => setAsking(true)}>
        ${encrypted ? '不是本人的采集码？重新上传' : '姓名、学号等填写有误？重新填写'}
      </button>
    </p>
    <${ErrorBox} error=${error} params=${{ orderId: order.order_id }} />
    ${
      asking &&
      html`
        <${Ask} title="重新填写信息" yes="重新填写" busy=${busy} onYes=${again} onNo=${() => setAsking(false)}>
          <p>${REFILLED}</p>
        <//>
      `
    }
  `;
}

/** @typedef {{ onChanged: (order: OrderView) => unknown, reload: () => Promise<void> }} Changing */

/** What is said with a photo that the machine refused, kept over a reload until it is handed in; wrong: by its part.
 * @param {string} orderId @param {OrderView['appeal']} appeal null without an appeal */
function usePlea(orderId, appeal) {
  const name = `appeal.${orderId}`;
  const [plea, setPlea] = useKept(name, NOTHING_SAID);
  const [wrong, setWrong, mend] = useWrong();
  const change = (/** @type {Partial<Plea>} */ part) => {
    const next = { ...plea, ...part };
    setPlea(next);
    if (appeal) Object.entries(wrongPlea(appeal, next)).forEach(([part, said]) => mend(part, said));
  };
  const isComplete = () => {
    const errors = appeal ? wrongPlea(appeal, plea) : {};
    setWrong(errors);
    return !focusFirst(errors);
  };
  return { plea, wrong, change, isComplete, forget: () => drop(name) };
}

/** Hands the order's photo in.  @param {OrderView} order @param {Plea} plea of an appeal */
function handIn({ order_id: id, actions, photo }, { reason, note }) {
  const what = { photo_no: photo?.photo_no };
  if (actions.includes('appeal')) return appealPhoto(id, { ...what, reason, note: note.trim() });
  return actions.includes('resubmit') ? resubmitOrder(id, what) : submitOrder(id, what);
}

/** What the machine says is wrong with it.  @param {OrderView} order */
const faultsOf = ({ photo }) =>
  (photo?.report?.findings ?? []).filter(({ severity }) => severity === 'fail').map(({ message }) => message);

/** @param {{ order: OrderView } & Changing} props */
function Check({ order, ...changing }) {
  const [run, busy, error] = useWork();
  const appeal = order.appeal?.state === 'MAY' ? order.appeal : null;
  const { plea, wrong, change, isComplete, forget } = usePlea(order.order_id, appeal);
  const again = order.state !== 'DRAFT';
  const free = order.price === 0;
  const isSaid = error?.field === 'note';
  const hand = () =>
    isComplete() &&
    run(async () => {
      const done = await renewed(() => handIn(order, plea), changing.reload);
      dropFile(order.order_id);
      forget();
      replace(`/orders/${order.order_id}/${done.state === 'AWAITING_PAYMENT' ? 'pay' : 'done'}`);
    });
  return html`
    <div class="two">
      <${Card} title="照片">
        <${Standard} orderId=${order.order_id} photo=${order.photo} reload=${changing.reload}
            says=${appeal ? SHOWN : null} />
        <p class="more"><a href=${`#/orders/${order.order_id}/photo`}>换一张照片</a></p>
        <${Sheet} layout=${order.contact.layout} photo=${order.photo?.preview_url} />
      <//>
      <div class="beside">
        ${
          appeal &&
          html`
            <${AppealForm} appeal=${appeal} findings=${faultsOf(order)} plea=${plea} onChange=${change}
                wrong=${isSaid ? { ...wrong, note: error.sentence } : wrong} />
          `
        }
        <${Card} title="学生信息">
          <${Facts} rows=${rowsOf(order.details)} />
          <${ContactData} order=${order} ...${changing} />
          <p class="notice">姓名、学籍若有误请联系分社：<${People} people=${order.task.people} /></p>
          <${Mend} order=${order} reload=${changing.reload} />
        <//>
        ${
          !again &&
          html`<${Card} title="费用和退款">
            <p class="price"><span class="sum">${free ? '免费' : yuan(order.price_text)}</span></p>
            <p>${order.task.delivery_text}</p>
            <p>${order.task.refund_text}</p>
          <//>`
        }
        <${Card} title="资料保存多久"><p>${order.task.kept_text}</p><//>
      </div>
    </div>
    <${ErrorBox} error=${error} said=${isSaid} params=${{ orderId: order.order_id }} />
    <${Foot}>
      <${Button} busy=${busy} onClick=${hand}>
        ${handingIn({ again, free, appeal: appeal !== null })}${!again && !free && ` ${yuan(order.price_text)}`}
      <//>
    <//>
  `;
}

/** Reloads and back buttons come here in any state: the order says where it stands.
 * @param {{ orderId: string }} props */
export default function Confirm({ orderId }) {
  const loaded = useLoaded(() => showOrder(orderId), [orderId]);
  return html`<${Page} title="核对全部信息" back=${`#/orders/${orderId}/photo`} wide>
    <${Steps} at=${3} />
    <${Await} of=${loaded}>${(/** @type {OrderView} */ order) =>
      order.actions.some((action) => HANDS_IN.has(action))
        ? html`
          <${Check} order=${order} onChanged=${loaded.set} reload=${loaded.reload} />
        `
        : html`<${Elsewhere} order=${order} />`}<//>
  <//>`;
}
