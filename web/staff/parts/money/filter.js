/** The filters of payments and refunds: kept in the address, so that what is shown can be handed on. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { go } from '../../../shared/router.js';
import { Button, Field } from '../../../shared/ui.js';
import { isDay, onlyDay } from '../../days.js';
import { CHANNELS, inFen } from '../../money_words.js';
import { useFollowing } from '../following.js';

/** @import { DeskTask } from '../../../shared/generated/types' */
/** @typedef {{ first?: string, last?: string, channel?: string, task_id?: string, amount?: string }} Filter of the
 * address; amount: yuan, as typed */

/** What the API is asked, of what the address says; what it cannot mean is left out.
 * @param {Filter} filter */
export const askedOf = ({ first = '', last = '', channel = '', task_id: task, amount }) => ({
  first: isDay(first) ? first : null,
  last: isDay(last) ? last : null,
  channel: Object.hasOwn(CHANNELS, channel) ? channel : null,
  task_id: task || null,
  amount: inFen(amount),
});

/** The parts of an address.  @param {Filter} filter @returns {Filter} */
export const partsOf = ({ first, last, channel, task_id, amount }) => ({ first, last, channel, task_id, amount });

/** Whether anything is asked for.  @param {Filter} filter */
export const isAsked = (filter) => Object.values(askedOf(filter)).some((one) => one !== null);

/** to: the list's path; beside: other parts of its address; tasks: those to choose from.
 * @param {{ to: string, filter: Filter, beside?: Record<string, string | undefined>, tasks: DeskTask[],
 *   dates?: string }} props dates: what the days are of */
export function MoneyFilter({ to, filter, beside = {}, tasks, dates = '付款' }) {
  const [form, setForm, sent] = useFollowing({ ...filter, first: onlyDay(filter.first), last: onlyDay(filter.last) });
  const [wrong, setWrong] = useState(/** @type {string | null} */ (null));
  const set =
    (/** @type {keyof Filter} */ name) =>
    (/** @type {{ target: HTMLInputElement }} */ { target }) =>
      setForm((before) => ({ ...before, [name]: target.value }));
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const bad = form.amount && inFen(form.amount) === null ? '请填写金额，如 30 或 30.00' : null;
    setWrong(bad);
    if (bad) return;
    sent(form);
    go(to, { ...beside, ...form });
  };
  return html`<form class="money-filter" onSubmit=${submit} noValidate role="search" aria-label="筛选">
    <${Field} name="first" label=${`${dates}日期从`} type="date" value=${form.first ?? ''} onInput=${set('first')} />
    <${Field} name="last" label="到" type="date" value=${form.last ?? ''} onInput=${set('last')} />
    <${Field} name="channel" label="渠道" as="select" value=${form.channel ?? ''} onInput=${set('channel')}>
      <option value="">全部</option>
      ${Object.entries(CHANNELS).map(
        ([name, words]) => html`<option value=${name} selected=${name === form.channel}>${words}</option>`,
      )}
    <//>
    <${Field} name="task_id" label="任务" as="select" value=${form.task_id ?? ''} onInput=${set('task_id')}>
      <option value="">全部</option>
      ${tasks.map(
        ({ task_id: id, settings }) => html`<option value=${id} selected=${id === form.task_id}>
          ${settings.title}
        </option>`,
      )}
    <//>
    <${Field} name="amount" label="金额（元）" inputmode="decimal" value=${form.amount ?? ''} error=${wrong}
        onInput=${set('amount')} />
    <${Button} kind="default" type="submit">筛选<//>
  </form>`;
}
