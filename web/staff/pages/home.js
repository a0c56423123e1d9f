/** Where somebody begins: what waits for her, and the desks she may use. */
import { html, useContext } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { Page } from '../../shared/ui.js';
import { desksOf } from '../desks.js';
import { whatWaits } from '../generated/client.js';
import { Me, useMay } from '../session.js';

/** A count of a first page: more may follow.
 * @param {unknown[]} list @param {unknown} [more] */
const count = (list, more) => `${list.length}${more ? '+' : ''}`;

/** It says nothing while it is not known: the desk itself tells. */
function Waiting() {
  const { value } = useLoaded(() => whatWaits());
  if (!value) return null;
  const { proposals, orders, cursor } = value;
  const waits = [
    proposals.length > 0 && `${count(proposals)} 项申请等第二人确认`,
    orders.length > 0 && `${count(orders, cursor)} 个订单需要处理`,
  ].filter(Boolean);
  return html`<p class=${waits.length ? 'notice notice-warn' : 'notice'} role="status">
    ${
      waits.length
        ? html`
          现在有 ${waits.join('，')}：<a href="#/waiting">去处理</a>
        `
        : '现在没有等待处理的申请和订单。'
    }
  </p>`;
}

export default function Home() {
  const me = useContext(Me);
  const may = useMay();
  return html`
    <${Page} title=${`${me.name}，您好`} lead=${`${me.branch} · ${me.roles.map(({ label }) => label).join('、')}`}>
      ${may('MANAGER', 'FINANCE') && html`<${Waiting} />`}
      <ul class="desk-cards">${desksOf(me).map(
        ([to, name, , about]) => html`<li>
          <a class="card desk-card" href=${`#${to}`}><strong>${name}</strong><span>${about}</span></a>
        </li>`,
      )}</ul>
    <//>
  `;
}
