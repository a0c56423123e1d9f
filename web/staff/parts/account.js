/** A student's account, found by its phone: another number for it, or two accounts of one person made one. */
import { html, useState } from '../../shared/vendor/preact.js';
import { Refusal } from '../../shared/http.js';
import { Button, Facts } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { changeStudentPhone, findOrders, mergeAccounts } from '../generated/client.js';
import { SUBMIT_FOR_TWO } from '../money_words.js';
import { useMay } from '../session.js';
import { Ask } from './ask.js';
import { Becomes } from '../ui/becomes.js';
import { Card } from '../ui/card.js';

/** @import { FoundOrders, ProposalView, StudentAccount } from '../../shared/generated/types' */

const PHONE = { type: 'tel', required: true, most: 20 };
const nobody = () =>
  new Refusal({
    code: 'nobody',
    message: '没有找到使用该手机号的账号',
    action: '请核对手机号；已注销或属于其他分社的账号不能合并',
    field: 'phone',
  });

const itself = () =>
  new Refusal({
    code: 'itself',
    message: '这就是这个账号自己的手机号',
    action: '请填写另一个账号的手机号',
    field: 'phone',
  });

/** How many orders of an answer there are, as far as it was read.
 * @param {{ orders: unknown[], cursor: string | null }} props */
export const ordersInWords = ({ orders, cursor }) => `${cursor ? '至少 ' : ''}${orders.length} 个`;

/** Where the number does not open, words in brackets stand in its place.  @param {StudentAccount} person */
const isKnown = ({ phone }) => /^\d/.test(phone);

/** @param {StudentAccount} person @param {string} orders */
const factsOf = (person, orders) => [
  ['手机号', isKnown(person) ? person.phone : `${person.phone}请学生用原手机号和短信验证码登录一次，即恢复`],
  ['微信登录', person.wechat ? '已绑定' : '未绑定'],
  ['本分社订单', orders],
  ['注册时间', when(person.created_at)],
  ['最近登录', when(person.last_seen_at)],
];

const THEN = '学生凭新号码重新登录。请先核实是本人。';

/** What is said once each of the two is asked for. */
export const WAITS = {
  phone: '更换手机号已提交，等待第二人确认',
  merge: '合并账号已提交，等待另一位同事确认',
};

/** @param {{ person: StudentAccount, onDone: (answer: ProposalView) => unknown, onNo: () => unknown }} props */
export function ChangePhone({ person, onDone, onNo }) {
  const change = async (/** @type {{ phone: string, reason: string }} */ { phone, reason }) =>
    onDone(await changeStudentPhone(person.person_id, { phone, reason }));
  return html`
    <${Ask} title="换手机号" yes=${SUBMIT_FOR_TWO} danger questions=${{ phone: { ...PHONE, label: '新手机号' } }}
        of=${person.person_id} onNo=${onNo} onYes=${change}>
      <${Becomes} rows=${[
        ['登录', html`${person.phone} 变为 <strong>新手机号</strong>，已登录的设备全部退出`],
        ['微信', person.wechat ? '解除绑定' : null],
        ['不变', '订单、照片和付款'],
      ]} />
      <p>
        ${
          isKnown(person)
            ? `原来的号码 ${person.phone} 不能再登录这个账号，会收到短信通知；`
            : '原来的号码不能再登录这个账号；它读不出来，收不到短信通知。'
        }${THEN}
      </p>
      <p>号码没有换、但很久没有登录而要求核对身份的，填原来的号码：微信和号码都不变，重新登录后不再核对。</p>
      <p class="note">需要另一位管理员在“待处理”中确认。请在原因中写明怎样核实是本人。</p>
    <//>
  `;
}

/** The answer that tells whose number it is: orders of other branches may come before the first one of ours.
 * @param {string} phone */
async function findAccount(phone) {
  let found = await findOrders({ phone });
  while (!found.person && found.cursor) found = await findOrders({ phone, cursor: found.cursor });
  if (!found.person) throw nobody();
  return found;
}

/** First the other account is found and shown, then it is asked for.
 * @param {{ person: StudentAccount, onDone: (answer: ProposalView) => unknown, onNo: () => unknown }} props */
export function Merge({ person, onDone, onNo }) {
  const [other, setOther] = useState(/** @type {FoundOrders | null} */ (null));
  const find = async (/** @type {{ phone: string }} */ { phone }) => {
    const found = await findAccount(phone);
    if (found.person?.person_id === person.person_id) throw itself();
    setOther(found);
  };
  if (!other?.person) {
    return html`
      <${Ask} key="find" title="合并另一个账号" yes="查找" reason=${false}
          questions=${{ phone: { ...PHONE, label: '另一个账号的手机号' } }} of=${person.person_id}
          onNo=${onNo} onYes=${find}>
        <p>同一名学生有两个账号时，把另一个账号的订单和登录方式并入 ${person.phone}。</p>
      <//>
    `;
  }
  const { person_id: otherId } = other.person;
  const merge = async (/** @type {{ reason: string }} */ { reason }) =>
    onDone(await mergeAccounts(person.person_id, { other_id: otherId, reason }));
  return html`
    <${Ask} key="merge" title="合并账号" yes=${SUBMIT_FOR_TWO} danger
        of=${`${person.person_id} ${otherId}`} onNo=${onNo} onYes=${merge}>
      <p>下面这个账号的全部订单和登录方式并入 ${person.phone}，之后它不再存在，不能恢复：</p>
      <${Facts} rows=${factsOf(other.person, ordersInWords(other))} />
      <${Becomes} rows=${[
        ['订单', `${ordersInWords(other)}转到 ${person.phone}`],
        ['登录', `${other.person.phone} 的登录方式并入，原来的账号不再存在`],
        ['例外', `${person.phone} 在其他分社也有订单的，登录方式不并入，学生以后只用它登录`],
        ['不变', '订单的状态、照片和付款'],
      ]} />
      <p class="note">需要另一位管理员在“待处理”中确认。请在原因中写明怎样核实是同一人。</p>
    <//>
  `;
}

/** orders: how many of the branch's, in words.
 * @param {{ person: StudentAccount, orders: string, onSaid: (words: string) => unknown }} props */
export function Account({ person, orders, onSaid }) {
  const may = useMay();
  const [asked, setAsked] = useState('');
  const close = () => setAsked('');
  const waits = (/** @type {string} */ words) => () => {
    close();
    onSaid(words);
  };
  return html`<${Card} title="学生账号">
    <${Facts} rows=${factsOf(person, orders)} />
    ${
      may('MANAGER') &&
      html`<div class="bar">
        <${Button} kind="default" onClick=${() => setAsked('phone')}>换手机号<//>
        <${Button} kind="default" onClick=${() => setAsked('merge')}>合并另一个账号<//>
      </div>`
    }
    ${asked === 'phone' && html`<${ChangePhone} person=${person} onDone=${waits(WAITS.phone)} onNo=${close} />`}
    ${asked === 'merge' && html`<${Merge} person=${person} onDone=${waits(WAITS.merge)} onNo=${close} />`}
  <//>`;
}
