/** A school is added or changed: what its names mean, and whose a name is already. */
import { html, useState } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { link } from '../../shared/router.js';
import { listSchools, findTasks, putSchool } from '../generated/client.js';
import { fold, linesOf, SCHOOL_KINDS } from '../school_words.js';
import { Becomes } from '../ui/becomes.js';
import { Ask } from './ask.js';

/** @import { SchoolView, TaskRows } from '../../shared/generated/types' */
/** @import { Refusal } from '../../shared/http.js' */
/** @import { Question } from './ask.js' */

const ONE_A_LINE = '每行一个';

/** @param {SchoolView} school @returns {Record<string, Question>} */
const questionsOf = (school) => ({
  ...(!school.school_code && {
    school_code: { label: '院校代码', required: true, most: 5, hint: '5 位数字，添加后不能修改' },
  }),
  name: {
    label: '学校名称',
    required: true,
    most: 60,
    first: school.name,
    hint: '学生选学校、订单和通知上的名称；改名后，原来的名称记入曾用名',
  },
  aliases: {
    label: '曾用名',
    rows: 3,
    first: school.aliases.join('\n'),
    hint: `${ONE_A_LINE}；学生输入曾用名也能找到这所学校，看到的是今名`,
  },
  moe_id: {
    label: '学校标识码',
    most: 10,
    first: school.moe_id,
    hint: '10 位数字，没有可不填；导入教育部名单时按它核对',
  },
  kind: { label: '类型', options: Object.entries(SCHOOL_KINDS), first: school.kind },
  city: { label: '所在地', most: 40, first: school.city },
  sub_units: { label: '分校、函授站、教学点', rows: 3, first: school.sub_units.join('\n'), hint: ONE_A_LINE },
});

/** What hangs on a school that is there.  @param {SchoolView} school @param {TaskRows | null} found */
const becomesOf = ({ school_code: code }, found) => {
  const many = Object.values(found?.counts ?? {}).reduce((all, some) => all + some, 0);
  const tasks =
    many > 0 && html`<a href=${link('/tasks', { words: code })} target="_blank" rel="noopener">约 ${many} 个任务</a>`;
  return [
    ['任务', found && (tasks ? html`本分社 ${tasks}适用这所学校，名称随之改变` : '本分社还没有任务适用这所学校')],
    ['学生', '一分钟内按新的名称和曾用名查到'],
    ['须两人', '已有任务适用的学校：改名、改标识码、减少曾用名，由另一位管理员确认后生效，各分社的审计记录里都有'],
    ['不变', '已有的订单、名单和制作包；院校代码'],
  ];
};

/** The same of a school that a colleague has changed meanwhile: what she changed says what it is now, for whoever typed
 * something else there.
 * @param {SchoolView} before as it was when this was opened @param {SchoolView} now */
function questionsSince(before, now) {
  const questions = questionsOf(now);
  const was = questionsOf(before);
  /** @type {string[]} */
  const changed = [];
  for (const [name, question] of Object.entries(questions)) {
    if (question.first === was[name].first) continue;
    changed.push(question.label);
    const is = question.options?.find(([value]) => value === question.first)?.[1] ?? question.first;
    question.hint = `现在是：${String(is).split('\n').join('、') || '空'}`;
  }
  return { questions, changed };
}

/** @param {{ changed: string[] }} props */
const Meanwhile = ({ changed }) => html`<div class="notice notice-warn" role="alert">
  <p><strong>同事刚刚改了：${changed.join('、') || '别的内容，又改回来了'}。</strong></p>
  <p>您填写的都保留着，还没有保存；您没有动过的已换成同事填写的。核对后再点“保存”，以下面的为准。</p>
</div>`;

/** school: to be changed, as it was found, or a new one without a code.  onStale(): somebody else has changed it.
 * @param {{ school: SchoolView, onDone: (school: SchoolView) => unknown, onStale: () => unknown,
 *   onNo: () => unknown }} props */
export function EditSchool({ school, onDone, onStale, onNo }) {
  const isNew = !school.school_code;
  const [now, setNow] = useState(school);
  const { questions, changed } = questionsSince(school, now);
  const used = useLoaded(
    async () => (isNew ? null : await findTasks({ words: school.school_code, state: null, cursor: null })),
    [school.school_code],
  );
  /** @param {Record<string, string>} answers */
  const save = async ({ school_code: code = school.school_code, aliases, sub_units: subUnits, ...rest }) => {
    const former = linesOf(aliases).filter((one) => fold(one) !== fold(rest.name));
    const wanted = { ...rest, aliases: former, sub_units: linesOf(subUnits), rev: now.rev };
    const saved = await putSchool(code, wanted).catch(async (/** @type {Refusal} */ refusal) => {
      if (refusal.code === 'school_changed') {
        const { schools } = await listSchools({ words: '', cursor: null, codes: code });
        setNow(schools[0] ?? now);
        onStale();
      }
      throw refusal;
    });
    onDone(saved);
  };
  return html`
    <${Ask} title=${isNew ? '添加学校' : `修改${school.name}（${school.school_code}）`} yes="保存"
        questions=${questions} onYes=${save} onNo=${onNo}>
      ${now.rev !== school.rev && html`<${Meanwhile} changed=${changed} />`}
      ${!isNew && html`<${Becomes} rows=${becomesOf(now, used.value)} />`}
    <//>
  `;
}
