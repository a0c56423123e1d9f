/** Where somebody begins: what waits for her, what is wrong, and how the day goes. */
import { html, useContext } from '../../shared/vendor/preact.js';
import { now } from '../../shared/clock.js';
import { rarer, useLoaded, useRepeated } from '../../shared/hooks.js';
import { Await, Page } from '../../shared/ui.js';
import { desksOf } from '../desks.js';
import { staffHome } from '../generated/client.js';
import { Alarms } from '../home/alarms.js';
import { Day, Reviewers } from '../home/day.js';
import { OpenTasks } from '../home/open_tasks.js';
import { Waiting } from '../home/waiting.js';
import { greeting } from '../home/words.js';
import { Me, useMay } from '../session.js';

/** @import { HomeView } from '../../shared/generated/types' */

const PACE = rarer(60_000, 300_000); // rarer and rarer while the page is only left open
const ZONE = { timeZone: 'Asia/Shanghai' };
const DATE = new Intl.DateTimeFormat('zh-CN', { ...ZONE, month: 'long', day: 'numeric' });
const WEEKDAY = new Intl.DateTimeFormat('zh-CN', { ...ZONE, weekday: 'long' });
const HOUR = new Intl.DateTimeFormat('en-GB', { ...ZONE, hour: 'numeric', hourCycle: 'h23' });

/** The desks she may use, where the page has little else to say. */
function Desks() {
  const me = useContext(Me);
  return html`<ul class="desk-cards">${desksOf(me).map(
    ([to, name, about]) => html`<li key=${to}>
      <a class="card desk-card" href=${`#${to}`}><strong>${name}</strong><span>${about}</span></a>
    </li>`,
  )}</ul>`;
}

/** @param {{ of: HomeView }} props */
function Inside({ of: view }) {
  const may = useMay();
  const at = now();
  const reviews = may('REVIEWER', 'MANAGER');
  return html`
    <${Day} of=${view} />
    <div class="cols-side">
      <div>
        <${Waiting} of=${view} now=${at} />
        ${may('MANAGER') ? html`<${OpenTasks} of=${view} now=${at} />` : html`<${Desks} />`}
      </div>
      <div>
        <${Alarms} of=${view} now=${at} />
        ${reviews && html`<${Reviewers} of=${view} own=${!may('MANAGER')} />`}
      </div>
    </div>
  `;
}

export default function Home() {
  const { name } = useContext(Me);
  const loaded = useLoaded(staffHome);
  useRepeated(loaded.reload, PACE, loaded.value !== null);
  const at = now();
  return html`<${Page} title=${`${greeting(Number(HOUR.format(at)))}，${name}`} wide
      beside=${html`<span class="today">${DATE.format(at)} ${WEEKDAY.format(at)}</span>`}>
    <${Await} of=${loaded}>${(/** @type {HomeView} */ view) => html`<${Inside} of=${view} />`}<//>
  <//>`;
}
