/** Paying for somebody else, by a link and without a session: a title, half a name, an amount, and the ways to pay. */
import { html, useEffect, useState } from '../../shared/vendor/preact.js';
import { askByLink, showPayRequest, startByLink } from '../generated/client.js';
import { rarer, refusalOf, useLoaded, useRepeated, useSecondsUntil, useWork } from '../../shared/hooks.js';
import { howLong, yuan } from '../../shared/words.js';
import { Await, Button, Card, ErrorBox, Heading, Page } from '../../shared/ui.js';
import { attemptOf, begin, begunIn, forget } from '../attempts.js';
import { isLinkSettled, linkPageOf, ownOf } from '../money_views.js';
import { Copied } from '../parts/copied.js';
import { Art, Disc, Icon } from '../parts/icon.js';
import { OwnPayment, Stopped } from '../parts/own_payment.js';
import { settings } from '../../shared/settings.js';
import { isWaiting } from '../../shared/both/pay_states.js';
import { ENDS } from '../../shared/both/wording.js';

/** @import { LinkPaymentStarted, LinkPaymentState, PayRequest } from '../../shared/generated/types' */
/** @import { Loaded } from '../../shared/hooks.js' */
/** @import { Refusal } from '../../shared/http.js' */
/** @import { Children } from '../../shared/vendor/preact.js' */

const ASK = rarer(2500, 30_000);
/** @typedef {LinkPaymentStarted & { channel: string }} Begun */
/** @typedef {ReturnType<typeof usePayment>} Payment */

const isFinger = () => matchMedia('(pointer: coarse)').matches;
const BRANCH = '联系分社';

/** What a payer began by this link, also before a reload: {started, told, start(channel), ask(), busy, error}.
 * @param {string} token @param {() => Promise<void>} onRefused */
function usePayment(token, onRefused) {
  const name = `payfor.${token.slice(0, 16)}`; // of the link, and not all of it
  const [mine, setMine] = useState(() => begunIn(name));
  const [started, setStarted] = useState(/** @type {Begun | null} */ (null));
  const [told, setTold] = useState(/** @type {LinkPaymentState | null} */ (null));
  const [run, busy, error] = useWork();
  const start = (/** @type {string} */ channel) =>
    run(async () => {
      const attempt = attemptOf(name, channel);
      try {
        const answer = await startByLink(token, { channel, client_key: attempt.key });
        setMine(begin(name, attempt, answer.expires_at));
        setTold(null);
        setStarted({ ...answer, channel });
        if (answer.params.pay_url) location.assign(answer.params.pay_url);
      } catch (refusal) {
        if (!['pay_link_over', 'pay_link_paid'].includes(refusalOf(refusal).code)) throw refusal;
        await onRefused();
      }
    });
  const ask = async () => {
    if (!mine) return null;
    try {
      const answer = await askByLink(token, mine.key);
      if (answer.link === 'PAID' && !isWaiting(answer.state)) forget(name);
      setTold(answer);
      return answer;
    } catch (refusal) {
      if (refusalOf(refusal).code !== 'payment_not_found') throw refusal;
      forget(name);
      setMine(null);
      return null;
    }
  };
  return { mine, started, told, start, ask, busy, error };
}

/** @param {{ channel: string }} props */
const word = ({ channel }) => channel.split('_')[0].toLowerCase();

/** @param {{ request: PayRequest, payment: Payment }} props */
function Ways({ request, payment }) {
  const { ways, hint, amount_text: amount } = request;
  const { mine, started, told, start, busy, error } = payment;
  const [chosen, choose] = useState('');
  const way = ways.find(({ channel }) => channel === chosen) ?? ways[0];
  return html`
    ${
      hint &&
      html`<div class="notice">
        <p>${hint}。也可以复制链接，粘贴到浏览器中打开：</p>
        <p><${Copied} text=${location.href} what="付款链接" /></p>
      </div>`
    }
    ${
      ways.length > 0 &&
      html`<ul class="ways-list" aria-label="支付方式">${ways.map(
        (one) => html`<li>
          <button type="button" class="pick" aria-pressed=${one === way ? 'true' : 'false'}
              onClick=${() => choose(one.channel)}>
            <${Art} name=${word(one)} width="36" height="36" /><span class="grow"><strong>${one.name}</strong></span>
            ${one === way && html`<${Icon} name="check" />`}
          </button>
        </li>`,
      )}</ul>`
    }
    ${way && html`<${Button} busy=${busy} onClick=${() => start(way.channel)}>支付 ${yuan(amount)}<//>`}
    <${ErrorBox} error=${error} retry=${way && (() => start(way.channel))} />
    <${OwnPayment} started=${started} busy=${busy} again=${() => mine && start(mine.channel)}
        view=${(/** @type {number} */ left) => mine && ownOf(told, started, left)}
        tells="付款后本页会显示结果，请不要关闭。" />
  `;
}

/** @param {{ request: PayRequest, payment: Payment, reload: () => Promise<void> }} props */
function Payable({ request, payment, reload }) {
  const left = useSecondsUntil(request.expires_at);
  useEffect(() => {
    if (left === 0) reload();
  }, [left === 0]);
  return html`
    <${Card}>
      <div class="asked">
        <${Disc} name="users" /><${Heading} title=${`${request.name}请您代付`} />
        <p class="sum">${yuan(request.amount_text)}</p><p>${request.title}</p>
        <p class="small warn-word num" role="timer">链接还剩 ${howLong(left ?? 0)}有效</p>
      </div>
      <hr />
      <${Ways} request=${request} payment=${payment} />
    <//>
    <p class="notice row row-top">
      <${Icon} name="shield" small /><span class="grow">付款前请向本人确认。如果退款，款项原路退回您的账户。</span>
    </p>
  `;
}

/** @param {{ title: string, art?: string, children?: Children }} props */
const Ended = ({ title, art, children }) => html`<${Card}>
  <div class="asked">
    ${art && html`<${Art} name=${art} width="160" height="112" />`}
    <${Heading} title=${title} />${children}
  </div>
<//>`;

/** The branch is one tap away where it is named.  @param {{ of: keyof typeof ENDS, art?: string }} props */
function End({ of, art }) {
  const [title, words] = ENDS[of];
  const [before, after] = words.split(BRANCH);
  return html`<${Ended} title=${title} art=${art}>
    <p>${before}${after !== undefined && html`<a href="#/contact">${BRANCH}</a>${after}`}</p>
  <//>`;
}

/** @param {{ error: Refusal }} props */
const Over = ({ error }) => html`<${Ended} title=${error.message}><p>${error.action}。</p><//>`;

function Payee() {
  const { value: site } = useLoaded(settings);
  return site && html`<p class="more">收款方：${site.operator}<br />有疑问请<a href="#/contact">联系分社</a></p>`;
}

/** @param {{ asked: Loaded<PayRequest>, payment: Payment }} props */
function Shown({ asked, payment }) {
  const { part, end } = linkPageOf(asked, payment.told);
  if (end) return html`<${End} of=${end} art=${end === 'PAID' ? 'done' : ''} />`;
  if (part === 'OVER' && asked.error) return html`<${Over} error=${asked.error} />`;
  if (!asked.value) return html`<${Page} title="请您代付"><${Await} of=${asked}>${() => null}<//><//>`;
  return html`<${Payable} request=${asked.value} payment=${payment} reload=${asked.reload} />`;
}

/** @param {{ token: string }} props */
export default function PayFor({ token }) {
  const asked = useLoaded(() => showPayRequest(token, { touch: isFinger() }), [token]);
  const payment = usePayment(token, asked.reload);
  const look = async () => {
    if ((await payment.ask())?.link !== 'PAYABLE') await asked.reload();
  };
  useEffect(() => {
    payment.ask().catch(() => {});
  }, [token]); // whoever comes back from the bank need not wait
  const settled = isLinkSettled(asked, payment.mine !== null, payment.told);
  const [over, again] = useRepeated(look, ASK, !settled);
  useEffect(() => again(), [payment.started]); // a new code is waited for anew
  const lookAgain = () => {
    again();
    look().catch(() => {});
  };
  return html`<div class="page page-narrow">
    ${over && !settled && html`<${Stopped} look=${lookAgain} />`}
    <${Shown} asked=${asked} payment=${payment} /><${Payee} />
  </div>`;
}
