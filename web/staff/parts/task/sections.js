/** The form of a task in sections. */
import { html, useEffect, useState } from '../../../shared/vendor/preact.js';
import { WALLS } from '../../../shared/both/photo_rules.js';
import {
  DAY_KINDS,
  ELSEWHERE,
  COVERS,
  GLASSES,
  LEVELS,
  MODES,
  OVERDUE,
  POLICIES,
  REFUND_UNTIL,
  ROSTERS,
  SPECS,
  TYPES,
} from '../../task_words.js';
import { changedNames } from '../../task_form.js';
import { Contacts } from './contacts.js';
import { Choice, Group, Second, Text, Whole, Yes } from './fields.js';
import { FileName } from './file_name.js';
import { FormFields, needed, withAsked } from './form_fields.js';
import { SchoolPicker } from './school_picker.js';
import { Card } from '../../ui/card.js';

/** @import { DeskTask } from '../../../shared/generated/types' */
/** @import { KnownSchools } from '../../known_schools.js' */
/** @import { Form } from './fields.js' */
/** @import { Name, Typed } from '../../task_form.js' */

/** The levels with one more, or without it.
 * @param {string[]} levels @param {string} level @param {boolean} isChosen */
const chosen = (levels, level, isChosen) => (isChosen ? [...levels, level] : levels.filter((other) => other !== level));

/** Only what fits the mode, and what is set.  @param {Typed} typed */
const rostersOf = ({ collect_mode: mode, roster }) =>
  Object.fromEntries(
    Object.entries(ROSTERS).filter(
      ([value]) => value === roster || value !== (mode === 'PLAIN' ? 'CODES' : 'STUDENT_NOS'),
    ),
  );

/** Presets, and a colour that was set by other means.
 * @param {{ background: string }} props */
const coloursOf = ({ background }) =>
  background in WALLS ? WALLS : { ...WALLS, [background]: `其他颜色（${background}）` };

/** @param {{ form: Form }} props */
function Kinds({ form }) {
  const needing =
    (/** @type {'task_type' | 'collect_mode'} */ name) =>
    (/** @type {{ target: HTMLInputElement }} */ { target }) => {
      const after = { ...form.typed, [name]: target.value };
      form.set(name, target.value);
      form.set('form_fields', withAsked(after.form_fields, needed(after)));
      if (!(after.roster in rostersOf({ ...after, roster: 'NONE' }))) form.set('roster', 'NONE');
    };
  return html`
    <${Choice} form=${form} name="task_type" options=${TYPES} onInput=${needing('task_type')} />
    <${Choice} form=${form} name="collect_mode" options=${MODES} onInput=${needing('collect_mode')} />
  `;
}

/** @param {{ form: Form, known: KnownSchools }} props */
const Basics = ({ form, known }) => html`
  <${Text} form=${form} name="code" autocapitalize="characters" class="input mono" />
  <${Text} form=${form} name="title" required />
  <${SchoolPicker} form=${form} known=${known} />
  <${Group} form=${form} name="levels" label="学历层次（必填）">
    <div class="checks">${Object.entries(LEVELS).map(
      ([value, words]) => html`<label>
        <input type="checkbox" name=${`level-${value}`} checked=${form.typed.levels.includes(value)}
            onChange=${({ target }) => form.set('levels', chosen(form.typed.levels, value, target.checked))} /> ${words}
      </label>`,
    )}</div>
  <//>
  <${Text} form=${form} name="sub_unit" />
  <${Kinds} form=${form} />
`;

/** @param {{ form: Form }} props */
const TimesAndMoney = ({ form }) => html`
  <${Text} form=${form} name="opens_at" type="date" required
      beside=${html`<${Second} form=${form} name="opens_at_time" type="time" />`} />
  <${Text} form=${form} name="closes_at" type="date" required
      beside=${html`<${Second} form=${form} name="closes_at_time" type="time" />`} />
  <${Whole} form=${form} name="grace_hours" unit="小时" />
  <${Text} form=${form} name="price" unit="元" required inputmode="decimal" maxlength="12" />
  <${Whole} form=${form} name="pay_minutes" unit="分钟" />
  <${Choice} form=${form} name="refund_until" options=${REFUND_UNTIL} />
  <${Text} form=${form} name="refund_note" wide as="textarea" rows="2" />
`;

/** @param {{ form: Form }} props */
const Photo = ({ form }) => html`
  <${Choice} form=${form} name="spec"
      options=${Object.fromEntries(Object.entries(SPECS).map(([name, [words]]) => [name, words]))} />
  <${Whole} form=${form} name="spec_rev" unit="版" />
  <${Choice} form=${form} name="background" options=${coloursOf(form.typed)} beside=${html`
    <span class="colour" style=${{ background: `rgb(${form.typed.background})` }} aria-hidden="true"></span>
  `} />
  <${Text} form=${form} name="tolerance" unit="ΔE" required inputmode="decimal" />
  <${Choice} form=${form} name="policy" options=${POLICIES} />
  <${Choice} form=${form} name="glasses" options=${GLASSES} />
  <${Choice} form=${form} name="covers" options=${COVERS} />
  <${Text} form=${form} name="file_bytes" label="照片大小" inputmode="decimal" beside=${html`
    <span class="unit">至</span><${Second} form=${form} name="file_bytes_most" inputmode="decimal" />
    <span class="unit">KB</span>
  `} />
  <${Yes} form=${form} name="allow_album">可以从相册选择照片<//>
`;

/** @param {{ form: Form }} props */
const Review = ({ form }) => html`
  <${Whole} form=${form} name="reject_limit" unit="次" />
  <${Whole} form=${form} name="resubmit_days" unit="天" />
  <${Choice} form=${form} name="resubmit_days_kind" options=${DAY_KINDS} />
  <${Choice} form=${form} name="overdue" options=${OVERDUE} />
`;

/** @param {{ form: Form }} props */
const Who = ({ form }) => html`
  <${Choice} form=${form} name="roster" options=${rostersOf(form.typed)} />
  <${Choice} form=${form} name="elsewhere" options=${ELSEWHERE} />
`;

/** @param {{ form: Form }} props */
const Asked = ({ form }) => html`<${FormFields} form=${form} /><${Contacts} form=${form} />`;

/** @param {{ form: Form, tasks: DeskTask[] }} props */
function Delivery({ form, tasks }) {
  const rounds = Object.fromEntries(
    tasks.map(({ task_id: id, settings: { title, code } }) => [id, `${title}（${code}）`]),
  );
  return html`
    <${Whole} form=${form} name="review_days" unit="天" />
    <${Whole} form=${form} name="production_days" unit="天" />
    <${FileName} form=${form} />
    <${Whole} form=${form} name="retention_days" unit="天" />
    <${Choice} form=${form} name="makeup_of" options=${{ '': '不是补采集', ...rounds }} />
    <${Yes} form=${form} name="demo">给微信审核员的演示任务<//>
  `;
}

/** @typedef {(props: { form: Form, known: KnownSchools, tasks: DeskTask[] }) => unknown} Fields */
/** @type {[title: string, Fields: Fields, names: Name[]][]} names: of the settings it holds */
const SECTIONS = [
  ['基本', Basics, ['code', 'title', 'schools', 'levels', 'sub_unit', 'task_type', 'collect_mode']],
  [
    '时间与费用',
    TimesAndMoney,
    [
      'opens_at',
      'opens_at_time',
      'closes_at',
      'closes_at_time',
      'grace_hours',
      'price',
      'pay_minutes',
      'refund_until',
      'refund_note',
    ],
  ],
  [
    '照片',
    Photo,
    [
      'spec',
      'spec_rev',
      'background',
      'tolerance',
      'policy',
      'glasses',
      'covers',
      'file_bytes',
      'file_bytes_most',
      'allow_album',
    ],
  ],
  ['审核', Review, ['reject_limit', 'resubmit_days', 'resubmit_days_kind', 'overdue']],
  ['名单与查重', Who, ['roster', 'elsewhere']],
  ['表单与联系人', Asked, ['form_fields', 'contacts']],
  ['交付与保留', Delivery, ['review_days', 'production_days', 'file_name', 'retention_days', 'makeup_of', 'demo']],
];
/** @param {number} place */
const idOf = (place) => `section-${place}`;

/** @param {{ form: Form, known: KnownSchools, tasks: DeskTask[] }} props */
export const Sections = (props) =>
  SECTIONS.map(
    ([title, Fields], place) => html`<${Card} title=${title} id=${idOf(place)} key=${title}>
      <${Fields} ...${props} />
    <//>`,
  );

/** Which section is at the top of the window. */
function useShown() {
  const [shown, setShown] = useState(0);
  useEffect(() => {
    const look = () => {
      const tops = SECTIONS.map((_, place) => document.getElementById(idOf(place))?.getBoundingClientRect().top ?? 0);
      setShown(Math.max(0, tops.filter((top) => top < innerHeight / 3).length - 1));
    };
    addEventListener('scroll', look, { passive: true });
    look();
    return () => removeEventListener('scroll', look);
  }, []);
  return shown;
}

/** The way to a section, beside the long form; a dot where something is changed, a star where something is wrong.
 * @param {{ form: Form }} props */
export function Contents({ form: { base, typed, wrong } }) {
  const shown = useShown();
  return html`<nav class="toc" aria-label="各部分">
    <ul class="plain">${SECTIONS.map(([title, , names], place) => {
      const bad = names.some((name) => wrong[name]);
      return html`<li key=${title}>
        <button type="button" aria-current=${place === shown ? 'true' : null}
            onClick=${() => document.getElementById(idOf(place))?.scrollIntoView({ block: 'start' })}>
          ${title}
          ${bad && html`<b class="dot dot-bad"><span class="unseen">有要修改的</span></b>`}
          ${
            !bad &&
            changedNames(base, typed, names).length > 0 &&
            html`<b class="dot"><span class="unseen">有改动</span></b>`
          }
        </button>
      </li>`;
    })}</ul>
  </nav>`;
}
