/** What one person asked for and a second one must agree to. */
import { html, useState } from '../../shared/vendor/preact.js';
import { now } from '../../shared/clock.js';
import { refusalOf, useLoaded } from '../../shared/hooks.js';
import { waited } from '../home/words.js';
import { becomesOf } from '../consequences.js';
import { Becomes } from '../ui/becomes.js';
import { Button, ErrorBox, Facts } from '../../shared/ui.js';
import { when } from '../../shared/words.js';
import { stepOf } from '../decisions.js';
import { confirmProposal, lookAtProposal, refuseProposal, showDeskOrder } from '../generated/client.js';
import { ACTIONS, FIELDS, inYuan, VERDICTS } from '../money_words.js';
import { Ask } from './ask.js';
import { ChannelFirst, isOfChannel, useRuledOut } from './money/channel_first.js';
import { ChannelSays, useChannel } from './money/channel_says.js';
import { changesOf } from '../school_words.js';
import { OrderLink, Student } from './order_rows.js';
import { Table } from '../../shared/table.js';

/** @import { ProposalView, StudentAccount } from '../../shared/generated/types' */
/** @import { Children } from '../../shared/vendor/preact.js' */
/** @import { Column } from '../../shared/table.js' */

/** @typedef {Record<string, unknown>} Body */

const MOVED = '只有新手机号能登录这个账号：已登录的设备全部退出，微信解除绑定；原手机号收到短信。';
const RENAMED = '院校目录由各分社共用：全部分社的学生一分钟内按新的内容查到这所学校。';
/** What happens to what is no order.  @type {Record<string, string>} */
const OF_ACCOUNTS = { change_phone: MOVED, put_school: RENAMED };

/** Its money.  @param {Pick<ProposalView, 'order'>} props */
const sum = ({ order }) => (order?.amount == null ? [] : [`${inYuan(order.amount)} 元`]);

/** What it asks for, as lines.  What it would write of a student is there only once it was looked at.
 * @param {{ action: string, params: ProposalView['params'], account: StudentAccount | null,
 *   order: ProposalView['order'] }} props */
function asked({ action, params, account, order }) {
  const payment = params.attempt_no ? [`第 ${params.attempt_no} 笔支付`] : [];
  switch (action) {
    case 'grant':
      return [`延期 ${params.days} 天，增加 ${params.tries} 次`];
    case 'transfer':
      return params.owner_phone ? [`转给 ${params.owner_phone}`] : [];
    case 'edit':
      return Object.keys(params.fields).map((name) => FIELDS[name]);
    case 'refund':
    case 'release':
      return sum({ order });
    case 'resolve':
      return [...payment, params.verdict && VERDICTS[params.verdict]]; // how much it is, the channel says
    case 'returned_by_hand':
      return [...payment, ...sum({ order }), `凭证号 ${params.reference}`];
    case 'returned_on_page':
      return [...payment, ...sum({ order }), `退款单号 ${params.reference}`];
    case 'change_phone':
      return account ? [`账号 ${account.phone} 换为 ${params.owner_phone}`] : [];
    case 'put_school':
      return params.school && params.was ? changesOf(params.was, params.school) : [];
    case 'refund_part':
      return [...payment, `退还 ${inYuan(params.amount)} 元`];
    case 'refund_retry':
      return [...payment, ...sum({ order })];
    default:
      return payment;
  }
}

/** What it asks for beside its name.  @param {{ of: ProposalView }} props */
export const Details = ({ of: one }) => asked(one).map((line) => html`<span class="small detail">${line}</span>`);

/** @param {{ of: ProposalView }} props */
const Lines = ({ of: one }) => html`<strong>${ACTIONS[one.action]}</strong> <${Details} of=${one} />`;

/** Whose order it is about.  @param {{ of: ProposalView }} props */
const About = ({ of: { order, order_id: id } }) =>
  order &&
  html`<${Facts} rows=${[
    ['学生', html`<${Student} of=${order.student} />`],
    ['任务', order.task_title],
    ['订单', html`<${OrderLink} id=${id}>${order.number}<//>`],
  ]} />`;

const OLD_MS = 24 * 3_600_000;

/** How long it has waited; what waits longer than a day is flagged.  @param {{ since: string }} props */
export function Waited({ since }) {
  const ms = now() - Date.parse(since);
  return ms < OLD_MS
    ? html`<span class="small nowrap">${ms < 60_000 ? '刚刚提出' : `已等 ${waited(ms)}`}</span>`
    : html`<strong class="small bad nowrap">已等 ${waited(ms)}，超过一天</strong>`;
}

/** What becomes of the order, as it is now.  @param {{ one: ProposalView, held?: number | null }} props */
function After({ one: { action, order_id: id, params }, held }) {
  const { value } = useLoaded(async () => (id ? showDeskOrder(id) : null), [id]);
  const asked = { ...params, attemptNo: params.attempt_no, held };
  return value && html`<${Becomes} rows=${becomesOf(action, value, asked)} />`;
}

/** Of a payment in doubt: what its channel says now, and what becomes of that sum.
 * @param {{ one: ProposalView }} props */
function AfterDoubt({ one }) {
  const says = useChannel(one.order_id, Number(one.params.attempt_no));
  return html`
    <${ChannelSays} of=${says} />
    ${says.value && html`<${After} one=${one} held=${says.value.amount} />`}
  `;
}

/** What it would write; every look is recorded.
 * @param {{ one: ProposalView }} props */
function Written({ one }) {
  const { value, error, reload } = useLoaded(() => lookAtProposal(one.proposal_id), [one.proposal_id]);
  if (!value) return html`<${ErrorBox} error=${error} retry=${reload} />`;
  const { owner_phone: phone, fields } = value.params;
  const rows = [
    ...(phone ? [[value.action === 'transfer' ? '新账号的手机号' : '新手机号', phone]] : []),
    ...Object.entries(fields).map(([name, text]) => [FIELDS[name], text || '（清空）']),
  ];
  return html`<${Facts} rows=${rows} />`;
}

/** What stands beside a proposal: agreeing and refusing, or that a colleague must.
 * @param {{ one: ProposalView, onAsk: (word: string) => unknown }} props */
function Answer({ one, onAsk }) {
  const may = (/** @type {string} */ name) => one.actions.includes(name);
  const own = may('refuse') && !may('confirm');
  if (!one.actions.length) return html`<span class="small">等待有权限的同事</span>`;
  return html`<div class="bar">
    ${may('confirm') && html`<${Button} kind="primary" onClick=${() => onAsk('confirm')}>同意<//>`}
    ${own && html`<span class="small">您提出的，须另一人确认</span>`}
    <${Button} kind="default" onClick=${() => onAsk('refuse')}>${own ? '撤回' : '不同意'}<//>
  </div>`;
}

/** what: it asks for.
 * @typedef {{ one: ProposalView, what: Children, onYes: (body: Body) => Promise<unknown>,
 *   onNo: () => unknown }} Agreeing */

/** first: what is said before all else; shut: it would be refused.
 * @param {Agreeing & { first?: Children, shut?: boolean }} props */
const Agree = ({ one, what, first = null, shut = false, onYes, onNo }) => html`
  <${Ask} title=${`同意“${ACTIONS[one.action]}”`} yes="同意并执行" danger shut=${shut}
      of=${one.proposal_id} onYes=${onYes} onNo=${onNo}>
    ${what}
    ${first}
    ${
      !shut &&
      html`
        ${one.action === 'resolve' ? html`<${AfterDoubt} one=${one} />` : html`<${After} one=${one} />`}
        <p>${OF_ACCOUNTS[one.action] ?? stepOf(one.action).tell}</p>
        <p class="note">同意后立即生效，请先核对。</p>
      `
    }
  <//>
`;

/** Once the channel has said what it stands in the way of.  @param {Agreeing} props */
function AgreeFirst(props) {
  const { order_id: id, params, action } = props.one;
  const [says, why] = useRuledOut(id, Number(params.attempt_no), action);
  return html`<${Agree} ...${props} shut=${why !== null} first=${html`<${ChannelFirst} of=${says} why=${why} />`} />`;
}

/** @param {{ one: ProposalView, yes: boolean, onDone: (words: string) => unknown, onStale: () => unknown,
 *   onNo: () => unknown }} props */
export function Sure({ one, yes, onDone, onStale, onNo }) {
  const own = !one.actions.includes('confirm');
  const name = ACTIONS[one.action];
  /** @param {(id: string, body: Body) => Promise<unknown>} work @param {string} words */
  const send = (work, words) => async (/** @type {Body} */ body) => {
    try {
      await work(one.proposal_id, body);
      onDone(words);
    } catch (refusal) {
      if ([404, 409].includes(refusalOf(refusal).status)) onStale();
      throw refusal;
    }
  };
  const what = html`
    <p><${Lines} of=${one} /></p>
    <${About} of=${one} />
    ${one.personal && html`<${Written} one=${one} />`}
    <p>${one.by_name} 于 ${when(one.at)} 提出，原因：${one.reason}</p>
  `;
  if (yes) {
    const agreeing = { one, what, onYes: send(confirmProposal, `“${name}”已执行`), onNo };
    return isOfChannel(one.action) ? html`<${AgreeFirst} ...${agreeing} />` : html`<${Agree} ...${agreeing} />`;
  }
  return html`
    <${Ask} title=${own ? `撤回“${name}”` : `不同意“${name}”`} yes=${own ? '撤回' : '不同意'}
        of=${one.proposal_id} onYes=${send(refuseProposal, `“${name}”已从列表中移出`)} onNo=${onNo}>
      ${what}
    <//>
  `;
}

/** further: there are more than these, so that none of them is not none at all.
 * @param {{ of: ProposalView[], further: boolean, onDone: (words: string) => unknown,
 *   onStale: () => unknown }} props */
export function Proposals({ of: proposals, further, onDone, onStale }) {
  const [open, setOpen] = useState(/** @type {{ one: ProposalView, yes: boolean } | null} */ (null));
  const done = (/** @type {string} */ words) => {
    setOpen(null);
    onDone(words);
  };
  /** @type {Column<ProposalView>[]} */
  const columns = [
    ['申请', (one) => html`<${Lines} of=${one} />`],
    ['学生', ({ order }) => (order ? html`<${Student} of=${order.student} />` : '—')],
    [
      '订单',
      ({ order, order_id: id }) =>
        order
          ? html`<${OrderLink} id=${id}>${order.number}<//><br /><span class="small">${order.task_title}</span>`
          : '—',
    ],
    ['原因', ({ reason }) => reason],
    ['提出人', ({ by_name: name, at }) => html`${name} · ${when(at)}<br /><${Waited} since=${at} />`, 'nowrap'],
    [
      '处理',
      (one) =>
        html`
          <${Answer} one=${one} onAsk=${(/** @type {string} */ word) => setOpen({ one, yes: word === 'confirm' })} />
        `,
      'act',
    ],
  ];
  return html`
    <${Table} title="等待第二个人确认" columns=${columns} rows=${proposals}
        keyOf=${(/** @type {ProposalView} */ { proposal_id: id }) => id}
        empty=${further ? '' : '没有等待确认的申请'} />
    ${open && html`<${Sure} ...${open} onStale=${onStale} onNo=${() => setOpen(null)} onDone=${done} />`}
  `;
}
