/** A chart by day, and the same figures as a table: areas one upon the other, or lines. */
import { html, useLayoutEffect, useRef, useState } from '../../../shared/vendor/preact.js';
import { Table } from '../../../shared/table.js';
import { Card } from '../card.js';
import { ChartOrTable } from '../seg.js';
import { grouped, named, pathOf, spread, stacked, throughout, ticksTo } from './scale.js';

/** @import { Column } from '../../../shared/table.js' */
/** @import { Children } from '../../../shared/vendor/preact.js' */
/** @import { Tone } from './share.js' */
/** @typedef {{ tone: Tone, label: string, values: number[] }} Series values: one for each of the days */
/** @typedef {{ title: string, days: string[], series: Series[], lines?: boolean, height?: number,
 *   say?: (value: number) => string }} Drawn
 * days: 2027-05-20, oldest first; series: of areas, the lowest first; lines: each from 0, not one upon the other; say:
 * how a figure is said */

const [LEFT, RIGHT, TOP, BOTTOM] = [44, 116, 10, 22];
const GAP = 15; // of the words at the right
const DAY = 64; // px of a name below

/** The width the chart is drawn at: measured, so that its text is never scaled. */
function useWidth() {
  const box = useRef(/** @type {Element | null} */ (null));
  const [width, setWidth] = useState(640);
  useLayoutEffect(() => {
    const there = box.current;
    if (!there) return undefined;
    const look = () => setWidth(Math.max(280, Math.round(there.getBoundingClientRect().width)));
    const watching = new ResizeObserver(look);
    watching.observe(there);
    look();
    return () => watching.disconnect();
  }, []);
  return /** @type {const} */ ([box, width]);
}

/** 5/20  @param {string} day */
const short = (day) => day.slice(5).split('-').map(Number).join('/');

/** The chart alone, with the newest figure of each series beside its end.
 * @param {Drawn} props */
export function Days({ title, days, series, lines = false, height = 226, say = grouped }) {
  const [box, width] = useWidth();
  const found = lines ? series.map(({ values }) => values.map((value) => [0, value])) : stacked(series);
  const edges = found.map(throughout);
  const most = Math.max(0, ...edges.flat().map(([, high]) => high));
  const ticks = ticksTo(most);
  const [right, low] = [width - RIGHT, height - BOTTOM];
  const xOf = (/** @type {number} */ no) => LEFT + (no * (right - LEFT)) / Math.max(1, days.length - 1);
  const yOf = (/** @type {number} */ value) => low - (value / ticks[ticks.length - 1]) * (low - TOP);
  const pointsOf = (/** @type {number[][]} */ of, /** @type {0 | 1} */ edge) =>
    of.map((pair, no) => /** @type {[number, number]} */ ([xOf(no), yOf(pair[edge])]));
  const ends = edges.map((of) => of[of.length - 1] ?? [0, 0]);
  const places = spread(
    ends.map(([from, to]) => yOf(lines ? to : (from + to) / 2)),
    GAP,
    TOP,
    low,
  );
  const last = (/** @type {Series} */ { label, values }) => `${label} ${say(values[values.length - 1] ?? 0)}`;
  const span = `${days[0] ?? ''} 至 ${days[days.length - 1] ?? ''}`;
  const words = `${title}，${span}。最近一天：${series.map(last).join('，')}`;
  return html`<svg class="chart" ref=${box} viewBox=${`0 0 ${width} ${height}`} height=${height} role="img"
      aria-label=${words}>
    ${ticks.map(
      (tick) => html`
        <path class="grid" d=${`M${LEFT} ${yOf(tick)}H${right}`} />
        <text x=${LEFT - 6} y=${yOf(tick) + 4} text-anchor="end">${grouped(tick)}</text>
      `,
    )}
    ${series.map(({ tone, label }, no) =>
      lines
        ? html`<path key=${label} class=${`stroke s-${tone}`} d=${pathOf(pointsOf(edges[no], 1))} />`
        : html`
          <path key=${label} class=${`area f-${tone}`}
              d=${`${pathOf([...pointsOf(edges[no], 1), ...pointsOf(edges[no], 0).reverse()])}Z`} />
        `,
    )}
    ${series.map(
      ({ tone, label, values }, no) => html`
        <rect class=${`f-${tone}`} x=${right + 8} y=${places[no] - 4} width="8" height="8" rx="2" />
        <text x=${right + 20} y=${places[no] + 4}>
          ${label} <tspan class="strong">${say(values[values.length - 1] ?? 0)}</tspan>
        </text>
      `,
    )}
    ${named(days.length, Math.floor((right - LEFT) / DAY)).map(
      (no) => html`<text x=${xOf(no)} y=${height - 4} text-anchor="middle">${short(days[no])}</text>`,
    )}
  </svg>`;
}

/** The same figures, the newest day first.
 * @param {Pick<Drawn, 'title' | 'days' | 'series' | 'say'>} props */
function AsTable({ title, days, series, say = grouped }) {
  /** @type {Column<number>[]} */
  const columns = [
    ['日期', (no) => days[no], 'nowrap'],
    ...series.map(
      ({ label, values }) => /** @type {Column<number>} */ ([label, (no) => say(values[no] ?? 0), 'number']),
    ),
  ];
  const rows = days.map((_, no) => no).reverse();
  return html`
    <${Table} title=${title} columns=${columns} rows=${rows} keyOf=${(/** @type {number} */ no) => days[no]} />
  `;
}

/** A card with the chart, or with the table of its figures.  beside, foot: of `Card`; empty: said when there is no day.
 * @param {Drawn & { beside?: Children, foot?: Children, empty?: string }} props */
export function DaysCard({ title, days, series, lines, height, say, beside, foot, empty = '还没有数字' }) {
  const [table, setTable] = useState(false);
  const acts = html`<${ChartOrTable} table=${table} onChoose=${setTable} />`;
  return html`<${Card} title=${title} beside=${beside} foot=${foot} acts=${days.length > 0 && acts}>
    ${days.length === 0 && html`<p class="none">${empty}</p>`}
    ${days.length > 0 && table && html`<${AsTable} title=${title} days=${days} series=${series} say=${say} />`}
    ${
      days.length > 0 &&
      !table &&
      html`<${Days} title=${title} days=${days} series=${series} lines=${lines} height=${height} say=${say} />`
    }
  <//>`;
}
