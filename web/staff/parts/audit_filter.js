/** What rows of the audit trail are wanted: kept in the address, so that a search can be handed on. */
import { html } from '../../shared/vendor/preact.js';
import { now } from '../../shared/clock.js';
import { go } from '../../shared/router.js';
import { Button, Field } from '../../shared/ui.js';
import { everyAction, SUBJECTS } from '../audit_words.js';
import { onlyDay } from '../days.js';
import { Options } from '../ui/options.js';
import { useFollowing } from './following.js';

/** @import { Told } from '../../shared/vendor/preact.js' */

const ALL = html`<option value="">不限</option>`;
const NAMED = Object.entries(SUBJECTS).filter(([kind]) => kind !== 'schools');

/** What a subject is called by, where that is no id.  @type {Record<string, string>} */
const OF = { bill: '账单日期（如 2026-11-24）', order: '订单号' };

/** `order <id>` as two answers; a subject without an id is its kind alone. */
const halves = (subject = '') => {
  const [about = '', of = ''] = subject.split(' ');
  return Object.hasOwn(SUBJECTS, about) ? { about, of } : { about: '', of: '' };
};
/** @typedef {{ first?: string, last?: string, staff_id?: string, action?: string, text?: string,
 *   subject?: string }} Wanted */
/** @typedef {Record<string, Record<string, string> | undefined>} Names by kind of subject, by id */

const today = () => new Date(now() + 8 * 3_600_000).toISOString().slice(0, 10); // the days are Shanghai's

/** The days that are meant: one alone is both, none is today.  @param {{ first?: string, last?: string }} days */
export const daysOf = ({ first, last }) => ({ first: first || last || today(), last: last || first || today() });

/** @param {{ about: string, of: string }} props */
const whole = ({ about, of }) => (about && of.trim() ? `${about} ${of.trim()}` : '');

/** names: {kind of subject: {id: name}} of what can be chosen by name.
 * @param {{ wanted: Wanted, names: Names }} props */
export function AuditFilter({ wanted, names }) {
  const { first, last, staff_id, action, text, subject } = wanted;
  const [form, setForm, sent] = useFollowing(
    /** @type {Record<string, string>} */ ({
      first: onlyDay(first),
      last: onlyDay(last),
      staff_id: staff_id ?? '',
      action: action ?? '',
      text: text ?? '',
      ...halves(subject),
    }),
  );
  const of = (/** @type {string} */ name) => ({
    name,
    value: form[name],
    onInput: (/** @type {Told} */ { target }) => setForm((before) => ({ ...before, [name]: target.value })),
  });
  // an id is of one kind
  const about = (/** @type {Told} */ { target }) => setForm((before) => ({ ...before, about: target.value, of: '' }));
  /** @param {string} name @param {string} label @param {string[][]} rows */
  const choice = (name, label, rows, onInput = of(name).onInput) => html`
    <${Field} ...${of(name)} label=${label} as="select" onInput=${onInput}>
      ${ALL}
      <${Options} rows=${rows} value=${form[name]} />
    <//>
  `;
  const search = (/** @type {Event} */ event) => {
    event.preventDefault();
    const { about, of: id, ...rest } = form;
    const subject = whole({ about, of: id });
    const asked = { ...rest, ...daysOf(rest), ...halves(subject) };
    setForm(asked); // a kind without an id is not sought, and days left out are known
    sent(asked);
    go('/audit', { ...rest, subject });
  };
  /** With the one that was chosen, though it is not known by name here. */
  const named = (/** @type {string} */ kind, /** @type {string} */ id) =>
    Object.entries({ ...(id && { [id]: id }), ...names[kind] });
  return html`<form class="card audit-filter" onSubmit=${search}>
    <${Field} ...${of('first')} label="开始日期" type="date" />
    <${Field} ...${of('last')} label="结束日期" type="date" />
    ${choice('staff_id', '操作人', named('staff', form.staff_id))}
    ${choice('action', '操作', everyAction())}
    ${choice('about', '对象', NAMED, about)}
    ${
      form.about &&
      (names[form.about]
        ? choice('of', SUBJECTS[form.about], named(form.about, form.of))
        : html`<${Field} ...${of('of')} label=${OF[form.about] ?? '编号'} />`)
    }
    <${Field} ...${of('text')} label="含有文字" maxlength="60" />
    <${Button} type="submit">查询<//>
    <p class="hint">一次最多查询 31 天，指定了对象的编号时不限。文字在原因、内容和姓名里找，写法要一致。</p>
  </form>`;
}
