/** A student's account, found by its phone, and another number for it. */
import { html, useState } from '../../shared/vendor/preact.js';
import { Button, Facts } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { changeStudentPhone } from '../generated/client.js';
import { SUBMIT_FOR_TWO } from '../money_words.js';
import { useMay } from '../session.js';
import { Ask } from './ask.js';
import { Becomes } from '../ui/becomes.js';
import { Card } from '../ui/card.js';

/** @import { ProposalView, StudentAccount } from '../../shared/generated/types' */

const PHONE = { type: 'tel', required: true, most: 20 };
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

export const WAITS = '更换手机号已提交，等待第二人确认';

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

/** orders: how many of the branch's, in words.
 * @param {{ person: StudentAccount, orders: string, onSaid: (words: string) => unknown }} props */
export function Account({ person, orders, onSaid }) {
  const may = useMay();
  const [asked, setAsked] = useState(false);
  const close = () => setAsked(false);
  const waits = () => {
    close();
    onSaid(WAITS);
  };
  return html`<${Card} title="学生账号">
    <${Facts} rows=${factsOf(person, orders)} />
    ${
      may('MANAGER') &&
      html`<div class="bar">
        <${Button} kind="default" onClick=${() => setAsked(true)}>换手机号<//>
      </div>`
    }
    ${asked && html`<${ChangePhone} person=${person} onDone=${waits} onNo=${close} />`}
  <//>`;
}
