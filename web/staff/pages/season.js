/** A season's money: income, refunds and net, by day, channel, task and school, and its orders by state. */
import { html, useState } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { Await, Page } from '../../shared/ui.js';
import { showSeason } from '../generated/client.js';
import { CHANNELS } from '../money_words.js';
import { Export } from '../parts/money/export.js';
import { everyDay } from '../season_days.js';
import { Table } from '../../shared/table.js';
import { Card } from '../ui/card.js';
import { Bars } from '../ui/charts/bars.js';
import { DaysCard } from '../ui/charts/days.js';
import { grouped } from '../ui/charts/scale.js';
import { Chips } from '../ui/chips.js';
import { ChartOrTable } from '../ui/seg.js';
import { Stat, Stats } from '../ui/stat.js';

/** @import { MoneySums, SeasonView } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @typedef {{ key: string, label: string, sums: MoneySums, href?: string }} Part of a season */

const BACK = 2; // seasons before this one that are offered
const SHOWN = 12; // bars; the table has all
/** 12,340.00  @param {number} fen */
const money = (fen) => (fen / 100).toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
/** Of a value in yuan.  @param {number} yuan */
const said = (yuan) => money(Math.round(yuan * 100));

/** @param {{ of: SeasonView }} props */
const Total = ({ of: { total } }) => html`
  <${Stats}>
    <${Stat} label="收入" figure=${money(total.income)} unit="元" line=${`${grouped(total.payments)} 笔`} />
    <${Stat} label="退款" figure=${money(total.returned)} unit="元" line=${`${grouped(total.refunds)} 笔`} />
    <${Stat} label="净额" figure=${money(total.net)} unit="元" line="收入减退款，与账目逐分相同" />
  <//>
`;

/** @type {(what: string) => Column<Part>[]} */
const columns = (what) => [
  [what, ({ label, href }) => (href ? html`<a href=${href}>${label}</a>` : label)],
  ['收款', ({ sums }) => `${grouped(sums.payments)} 笔`, 'number'],
  ['收入（元）', ({ sums }) => money(sums.income), 'number'],
  ['退款', ({ sums }) => `${grouped(sums.refunds)} 笔`, 'number'],
  ['退款（元）', ({ sums }) => money(sums.returned), 'number'],
  ['净额（元）', ({ sums }) => html`<b>${money(sums.net)}</b>`, 'number'],
];

/** Bars of the net, or the same as a table.  @param {{ title: string, what: string, parts: Part[] }} props */
function Parts({ title, what, parts }) {
  const [table, setTable] = useState(false);
  const acts = html`<${ChartOrTable} table=${table} onChoose=${setTable} />`;
  const rest = parts.length - SHOWN;
  return html`<${Card} title=${title} beside="净额" acts=${acts}
      foot=${!table && rest > 0 && `还有 ${rest} 项，见“表”。`}>
    ${
      table
        ? html`<${Table} title=${title} columns=${columns(what)} rows=${parts}
            keyOf=${(/** @type {Part} */ { key }) => key} />`
        : html`<${Bars} title=${`${title}的净额`} tone="done" rows=${parts
            .slice(0, SHOWN)
            .map(({ key, label, sums, href = null }) => ({
              key,
              label,
              href,
              value: Math.max(0, sums.net),
              figure: `${money(sums.net)} 元`,
            }))} />`
    }
  <//>`;
}

/** @param {{ of: SeasonView }} props */
function Season({ of: season }) {
  const { days, income, returned, net } = everyDay(season.days);
  const parts = {
    channels: season.channels.map(({ channel, sums }) => ({ key: channel, label: CHANNELS[channel], sums })),
    tasks: season.tasks.map(({ task_id: id, title, sums }) => ({
      key: id,
      label: title,
      sums,
      href: link('/payments', { task_id: id }),
    })),
    schools: season.schools
      .map(({ school_name: name, sums }) => ({ key: name, label: name || '没有学校', sums }))
      .sort((one, other) => other.sums.net - one.sums.net),
  };
  return html`
    <${Total} of=${season} />
    <${DaysCard} title="每天的款项（元）" beside=${`${season.first} 至 ${season.last}`} days=${days} lines say=${said}
        empty="这个采集季还没有款项" series=${[
          { tone: 'done', label: '收入', values: income },
          { tone: 'reject', label: '退款', values: returned },
          { tone: 'review', label: '净额', values: net },
        ]} />
    ${
      season.days.length > 0 &&
      html`
        <div class="two">
          <${Parts} title="按任务" what="任务" parts=${parts.tasks} />
          <${Parts} title="按学校" what="学校" parts=${parts.schools} />
          <${Parts} title="按渠道" what="渠道" parts=${parts.channels} />
          <${Card} title="订单的状态" beside="有款项的任务">
            <${Bars} title="订单的状态" rows=${season.states.map(({ state, label, orders }) => ({
              key: state,
              label,
              value: orders,
              figure: `${grouped(orders)} 个`,
            }))} />
          <//>
        </div>
      `
    }
  `;
}

/** year: in which the season's students graduate; the season of today where it is left out.
 * @param {{ year?: string }} props */
export default function SeasonPage({ year = '' }) {
  const wanted = /^20\d\d$/.test(year) ? Number(year) : null;
  const season = useLoaded(() => showSeason({ year: wanted }), [wanted]);
  const of = season.value?.year === (wanted ?? season.value?.current) ? season.value : null;
  const current = season.value?.current ?? wanted ?? 0;
  const chips = Array.from({ length: BACK + 1 }, (_, back) => current - back).map((one) => [
    String(one),
    `${one} 届`,
    one === current ? link('/season') : link('/season', { year: one }),
  ]);
  const now = wanted ?? current;
  const tell = `导出 ${now} 届按日、任务和学校的收入、退款和净额。`;
  const acts = of && html`<${Export} kind="SEASON" asked=${{ year: now }} tell=${tell} />`;
  return html`<${Page} title="采集季汇总" wide acts=${acts}>
    ${
      current > 0 &&
      html`<${Chips} label="采集季" chips=${chips} now=${String(now)}
          clear=${now === current ? null : link('/season')} />`
    }
    <${Await} of=${{ ...season, value: of }}>${(/** @type {SeasonView} */ found) => html`<${Season} of=${found} />`}<//>
  <//>`;
}
