/** The five figures above a task's page. */
import { html } from '../../../shared/vendor/preact.js';
import { now } from '../../../shared/clock.js';
import { summary, statesOf } from '../../progress.js';
import { dayOf, when } from '../../../shared/words.js';
import { dayOf as dateOf } from '../../task_form.js';
import { forecastOf, lowestOf, percent, rateOf, rateText } from '../../task_figures.js';
import { grouped } from '../../ui/charts/scale.js';
import { Stat, Stats } from '../../ui/stat.js';

/** @import { DeskTask, TaskSettings } from '../../../shared/generated/types' */
/** @import { Figures } from './figures.js' */

const DAY = 24 * 3600 * 1000;

/** @param {{ settings: TaskSettings }} props */
function Closing({ settings: { closes_at: closes, grace_hours: grace } }) {
  const [day, time] = when(closes).split(' ');
  const left = Date.parse(closes) - now();
  const unit = left < 0 ? '已截止' : left < DAY ? '不到一天' : `剩 ${Math.floor(left / DAY)} 天`;
  const line = grace > 0 ? `${time} 后 ${grace} 小时内到账仍有效` : `${time} 后到账的退回`;
  return html`<${Stat} label="截止" figure=${day} unit=${unit} line=${line} />`;
}

/** @param {ReturnType<typeof forecastOf>} forecast */
function goingOn(forecast) {
  if (!forecast) return '';
  return 'day' in forecast ? `照近 7 天约 ${dayOf(forecast.day)} 到 95%` : `照近 7 天截止时只到 ${forecast.share}`;
}

/** How many are through, of the roster or of the orders that go on.
 * @param {{ figures: Figures, until: string }} props until: the task's last day */
function Through({ figures: { counted, roster, listed }, until }) {
  if (!counted.value || (listed && !roster.value)) return html`<${Stat} label="审核通过" figure="…" />`;
  const { progress, days } = counted.value;
  const { collected, open } = summary(statesOf(progress));
  const people = listed ? roster.value : null;
  const [done, all] = people ? [people.done, people.people] : [collected, collected + open];
  const line = [percent(done, all), goingOn(forecastOf(days, done, all, until))].filter(Boolean).join('，');
  const unit = `/ ${grouped(all)} ${people ? '人' : '单'}`;
  return html`<${Stat} label="审核通过" figure=${grouped(done)} unit=${unit} line=${all > 0 && line} />`;
}

/** Who has not begun; without a roster, what is not done.  @param {{ figures: Figures }} props */
function Left({ figures: { counted, roster, listed } }) {
  if (listed) {
    const people = roster.value;
    if (!people) return html`<${Stat} label="没开始" figure="…" />`;
    const line = `占名单 ${percent(people.missing, people.people)}${
      people.on_site ? `，另有 ${grouped(people.on_site)} 人现场已采集` : ''
    }`;
    return html`<${Stat} label="没开始" figure=${grouped(people.missing)} unit="人" line=${line} />`;
  }
  if (!counted.value) return html`<${Stat} label="办理中" figure="…" />`;
  const { open } = summary(statesOf(counted.value.progress));
  const why = roster.value ? '名单还没有导入' : '任务没有名单';
  return html`<${Stat} label="办理中" figure=${grouped(open)} unit="单" line=${`${why}，不知道谁没开始`} />`;
}

/** @param {{ figures: Figures }} props */
function AtOnce({ figures: { counted, colleges } }) {
  const firsts = counted.value?.firsts.person;
  const rate = firsts ? rateOf(firsts) : null;
  const lowest = colleges && lowestOf(colleges);
  const line = lowest ? `${lowest.name} ${rateText(lowest.rate)}%，最低` : '第一次审核就通过的订单';
  const figure = counted.value ? rateText(rate) : '…';
  return html`
    <${Stat} label="一次通过率" figure=${figure} unit=${rate === null ? null : '%'}
        line=${counted.value && rate === null ? '还没有审核过' : line} />
  `;
}

/** @param {{ task: DeskTask, figures: Figures }} props */
export const TaskStats = ({ task: { settings }, figures }) => html`<${Stats}>
  <${Stat} label="特征码" figure=${html`<span class="mono">${settings.code}</span>`} line="学生凭它进入任务" />
  <${Through} figures=${figures} until=${dateOf(settings.closes_at, 'closes_at')[0]} />
  <${Left} figures=${figures} />
  <${AtOnce} figures=${figures} />
  <${Closing} settings=${settings} />
<//>`;
