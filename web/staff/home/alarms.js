/** What is wrong and needs a person, with what to do about it. */
import { html, useState } from '../../shared/vendor/preact.js';
import { Link } from '../../shared/ui.js';
import { Button } from '../ui/button.js';
import { Card } from '../ui/card.js';
import { alarmWords, hasBegun, waited } from './words.js';

/** @import { HomeAlarmView, HomeView } from '../../shared/generated/types' */

const FIRST = 4; // more are shown when asked for

/** @param {{ of: HomeAlarmView, now: number }} props */
function Alarm({ of: alarm, now }) {
  const { title, tells, address, act } = alarmWords(alarm);
  const since = alarm.at && hasBegun(alarm) ? `已等 ${waited(now - new Date(alarm.at).getTime())}` : '';
  return html`<li class="alarm">
    <h3>${title}</h3>
    <p>${tells}</p>
    <div class="alarm-foot">
      <span class="small">${since}</span>
      <${Link} kind="default" mini href=${address} aria-label=${`${act}：${title}`}>${act}<//>
    </div>
  </li>`;
}

/** @param {{ of: HomeView, now: number }} props */
export function Alarms({ of: { alarms }, now }) {
  const [all, setAll] = useState(false);
  const shown = all ? alarms : alarms.slice(0, FIRST);
  const more = alarms.length - shown.length;
  const count = alarms.length;
  return html`<${Card} title="需要人处理的告警"
      acts=${count > 0 && html`<b class="tag tag-bad" aria-label=${`${count} 条`}>${count}</b>`}>
    ${count === 0 && html`<p class="none">没有告警。</p>`}
    ${
      shown.length > 0 &&
      html`<ul class="alarms">${shown.map(
        (one) => html`<${Alarm} key=${`${one.kind} ${one.task_id} ${one.channel} ${one.day}`} of=${one} now=${now} />`,
      )}</ul>`
    }
    ${more > 0 && html`<${Button} kind="plain" onClick=${() => setAll(true)}>再显示 ${more} 条<//>`}
  <//>`;
}
