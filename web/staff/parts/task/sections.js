/** The form of a task in sections, each with a sentence of what it decides. */
import { html } from '../../../shared/vendor/preact.js';
import { WALLS } from '../../../shared/both/photo_rules.js';
import {
  DAY_KINDS,
  ELSEWHERE,
  FROZEN_NAMES,
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
import { Contacts } from './contacts.js';
import { Choice, Group, Text, Whole, Yes } from './fields.js';
import { FileName } from './file_name.js';
import { FormFields, needed, withAsked } from './form_fields.js';
import { SchoolPicker } from './school_picker.js';
import { Card } from '../../ui/card.js';

/** @import { DeskTask, SchoolView } from '../../../shared/generated/types' */
/** @import { Children } from '../../../shared/vendor/preact.js' */
/** @import { Form } from './fields.js' */
/** @typedef {import('../../task_form.js').Typed} Typed */

/** The levels with one more, or without it.
 * @param {string[]} levels @param {string} level @param {boolean} isChosen */
const chosen = (levels, level, isChosen) => (isChosen ? [...levels, level] : levels.filter((other) => other !== level));

/** @param {{ children?: Children }} props */
const Pair = ({ children }) => html`<div class="pair">${children}</div>`;

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

/** @param {{ form: Form, tasks: DeskTask[], isNew: boolean }} props */
function What({ form, tasks, isNew }) {
  const rounds = Object.fromEntries(
    tasks.map(({ task_id: id, settings: { title, code } }) => [id, `${title}（${code}）`]),
  );
  const needing =
    (/** @type {'task_type' | 'collect_mode'} */ name) =>
    (/** @type {{ target: HTMLInputElement }} */ { target }) => {
      const after = { ...form.typed, [name]: target.value };
      form.set(name, target.value);
      form.set('form_fields', withAsked(after.form_fields, needed(after)));
      if (!(after.roster in rostersOf({ ...after, roster: 'NONE' }))) form.set('roster', 'NONE');
    };
  return html`
    <${Text} form=${form} name="title" required hint="学生看到的名称，如“2027届毕业生图像采集”。" />
    ${
      isNew
        ? html`
          <${Text} form=${form} name="code" autocapitalize="characters"
              hint="留空会自动生成 6 位不易看错的特征码（推荐）；自己填写时用字母和数字，保存后不能再改。" />
        `
        : html`<${Text} form=${form} name="code" />`
    }
    <${Pair}>
      <${Choice} form=${form} name="task_type" options=${TYPES} onInput=${needing('task_type')}
          hint="散拍要填写收件地址，照片邮寄给学生。" />
      <${Choice} form=${form} name="collect_mode" options=${MODES} onInput=${needing('collect_mode')}
          hint="加密采集需要学信网的图像采集码。" />
    <//>
    <${Choice} form=${form} name="makeup_of" options=${{ '': '不是补采集', ...rounds }}
        hint="为没有赶上的学生再开一轮时选择原来的任务。" />
    <${Yes} form=${form} name="demo">给微信审核员的演示任务（订单不交付，向微信报备为测试订单）<//>
  `;
}

/** @param {{ form: Form, schools: SchoolView[] }} props */
const Who = ({ form, schools }) => html`
  <${SchoolPicker} form=${form} schools=${schools} />
  <${Group} form=${form} name="levels" label="学历层次（必填）">
    <div class="checks">${Object.entries(LEVELS).map(
      ([value, words]) => html`<label>
        <input type="checkbox" name=${`level-${value}`} checked=${form.typed.levels.includes(value)}
            onChange=${({ target }) => form.set('levels', chosen(form.typed.levels, value, target.checked))} /> ${words}
      </label>`,
    )}</div>
  <//>
  <${Text} form=${form} name="sub_unit" hint="只有某个院系、函授站办理时填写，学生会看到；可以不填。" />
  <${Pair}>
    <${Choice} form=${form} name="roster" options=${rostersOf(form.typed)}
        hint="名单在“导入”中上传；有名单时老师可以看到谁还没有完成。" />
    <${Choice} form=${form} name="elsewhere" label="已在其他任务办理的学籍" options=${ELSEWHERE}
        hint="同一学籍在本分社另一个任务办理过时怎么办。" />
  <//>
`;

/** @param {{ form: Form }} props */
const Times = ({ form }) => html`
  <${Pair}>
    <${Text} form=${form} name="opens_at" type="date" required />
    <${Text} form=${form} name="opens_at_time" type="time" hint="可以不填：00:00" />
    <${Text} form=${form} name="closes_at" type="date" required />
    <${Text} form=${form} name="closes_at_time" type="time" hint="可以不填：23:59:59" />
  <//>
  <${Whole} form=${form} name="grace_hours" label="到账宽限（小时）" unit="小时"
      hint="结束前付的款，在这段时间内到账仍然有效。" />
`;

/** @param {{ form: Form }} props */
const Money = ({ form }) => html`
  <${Pair}>
    <${Text} form=${form} name="price" label="价格（元）" required inputmode="decimal" maxlength="12"
        hint="如 30 或 30.50；免费填 0。" />
    <${Whole} form=${form} name="pay_minutes" label="支付时限（分钟）" unit="分钟"
        hint="提交后多久不支付就关闭订单，1440 分钟是一天。" />
  <//>
  <${Choice} form=${form} name="refund_until" options=${REFUND_UNTIL}
      hint="学生自己申请就全额退款；其他时候由分社决定。" />
  <${Text} form=${form} name="refund_note" as="textarea" rows="3"
      hint="退款规则由系统按上面的设置写明，支付前显示给学生；这里只写要补充的话，可以不填。" />
`;

/** @param {{ form: Form }} props */
const Photo = ({ form }) => html`
  <${Pair}>
    <${Choice} form=${form} name="spec"
        options=${Object.fromEntries(Object.entries(SPECS).map(([name, [words]]) => [name, words]))} />
    <${Whole} form=${form} name="spec_rev"
        hint=${`记录在任务中，最新是 ${SPECS[form.typed.spec]?.[1] ?? '系统中的版本'}。`} />
    <${Choice} form=${form} name="background" options=${coloursOf(form.typed)} beside=${html`
      <span class="colour" style=${{ background: `rgb(${form.typed.background})` }} aria-hidden="true"></span>
    `} />
    <${Text} form=${form} name="tolerance" label="颜色容差（ΔE）" required inputmode="decimal"
        hint="墙面颜色可以相差多少，大于 0、不超过 100；常用 18 至 20。" />
  <//>
  <${Choice} form=${form} name="policy" options=${POLICIES} />
  <${Choice} form=${form} name="glasses" options=${GLASSES} hint="有色眼镜和墨镜总是不合格。" />
  <${Choice} form=${form} name="covers" options=${COVERS}
      hint="只用于按民族或宗教习惯佩戴头巾的采集；个别学生可以请人工查看。" />
  <${Pair}>
    <${Text} form=${form} name="file_bytes" label="照片最小（KB）" inputmode="decimal"
        hint="两项都不填就按照片标准；可填 5 至 488。" />
    <${Text} form=${form} name="file_bytes_most" label="照片最大（KB）" inputmode="decimal"
        hint="最小值不能超过最大值的九成。" />
  <//>
  <${Yes} form=${form} name="allow_album">可以从相册选择照片（不勾选时只能现场拍摄）<//>
`;

/** @param {{ form: Form }} props */
const Review = ({ form }) => html`
  <${Pair}>
    <${Whole} form=${form} name="reject_limit" unit="次" hint="用完后由分社处理。" />
    <${Whole} form=${form} name="resubmit_days" unit="天" hint="到那天 23:59:59 为止。" />
    <${Choice} form=${form} name="resubmit_days_kind" options=${DAY_KINDS} />
    <${Choice} form=${form} name="overdue" options=${OVERDUE} />
  <//>
`;

/** @param {{ form: Form }} props */
const Delivery = ({ form }) => html`
  <${Pair}>
    <${Whole} form=${form} name="review_days" unit="天" hint="支付后几个工作日内审核，学生支付前能看到。" />
    <${Whole} form=${form} name="production_days" unit="天"
        hint="审核通过后几个工作日内制作完成；两项相加超过 15 天时，支付后自动向微信报备。" />
  <//>
  <${FileName} form=${form} />
  <${Whole} form=${form} name="retention_days" unit="天"
      hint="任务结束或订单最后变动后多少天自动删除照片和个人信息；付款记录依法保留。" />
`;

/** [title, what it decides, its fields] */
const SECTIONS = [
  ['任务', `学生凭特征码找到任务。${FROZEN_NAMES}在开放以后不能再改。`, What],
  ['谁可以办理', '不在范围内的学生会被告知原因和联系人。', Who],
  ['时间', '北京时间。只填日期时，从开始日 00:00 到结束日 23:59:59。', Times],
  ['收费与退款', '已提交的订单按提交时的价格收费，改价只影响以后提交的订单。', Money],
  ['照片要求', '机器检测和裁剪按这里的要求进行。', Photo],
  ['驳回与重新提交', '照片没有通过人工审核时，学生换一张照片重新提交，不再收费。', Review],
  ['学生填写的项目', '只收集办理需要的信息。', FormFields],
  ['联系人', '出现在任务说明和各种提示中。', Contacts],
  ['交付时间、文件与期限', '多久办好，交付文件怎样命名，资料保存多久。', Delivery],
];
/** @param {number} place */
const idOf = (place) => `section-${place}`;

/** around: {schools, tasks, isNew} for those sections that need them.
 * @param {{ form: Form } & Record<string, unknown>} props */
export const Sections = ({ form, ...around }) =>
  SECTIONS.map(
    ([title, lead, Fields], place) => html`<${Card} title=${title} id=${idOf(place)} key=${title}>
      <p class="hint">${lead}</p><${Fields} form=${form} ...${around} />
    <//>`,
  );

/** The way to a section, beside the long form. */
export const Contents = () => html`<nav class="task-contents" aria-label="各部分">
  <ul class="plain">${SECTIONS.map(
    ([title], place) => html`<li key=${title}>
      <button type="button" class="text-btn"
          onClick=${() => document.getElementById(idOf(place))?.scrollIntoView({ block: 'start' })}>
        ${title}
      </button>
    </li>`,
  )}</ul>
</nav>`;
