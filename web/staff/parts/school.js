/** A school is added or changed: what its names mean, and whose a name is already. */
import { html } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { Refusal } from '../../shared/http.js';
import { link } from '../../shared/router.js';
import { findTasks, putSchool } from '../generated/client.js';
import { clashOf, KEEPING, linesOf, namesToKeep, SCHOOL_KINDS } from '../school_words.js';
import { Becomes } from '../ui/becomes.js';
import { Ask } from './ask.js';

/** @import { SchoolView, TaskRows } from '../../shared/generated/types' */
/** @import { Question } from './ask.js' */

const ONE_A_LINE = '每行一个';

/** @param {SchoolView} school @returns {Record<string, Question>} */
const questions = (school) => ({
  ...(!school.school_code && {
    school_code: { label: '院校代码', required: true, most: 5, hint: '5 位数字，添加后不能修改' },
  }),
  name: { label: '学校名称', required: true, most: 60, first: school.name, hint: '学生选学校、订单和通知上的名称' },
  ...(school.school_code && {
    keep: { label: '改名时，原来的名称', options: Object.entries(KEEPING), first: 'YES' },
  }),
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
    ['不变', '已有的订单、名单和制作包；院校代码'],
  ];
};

/** school: to be changed, or a new one without a code; schools: all of them.
 * onStale(): somebody else has changed it.
 * @param {{ school: SchoolView, schools: SchoolView[], onDone: (school: SchoolView) => unknown,
 *   onStale: () => unknown, onNo: () => unknown }} props */
export function EditSchool({ school, schools, onDone, onStale, onNo }) {
  const isNew = !school.school_code;
  const used = useLoaded(
    async () => (isNew ? null : await findTasks({ words: school.school_code, state: null, cursor: null })),
    [school.school_code],
  );
  /** @param {Record<string, string>} answers */
  const save = async ({ school_code: code = school.school_code, aliases, sub_units: subUnits, keep, ...rest }) => {
    const former = namesToKeep(school, rest.name, linesOf(aliases), keep);
    const clash = clashOf(schools, code, isNew, [rest.name, ...former]);
    if (clash) throw new Refusal(clash, 409);
    const changed = { ...rest, aliases: former, sub_units: linesOf(subUnits), rev: school.rev };
    const saved = await putSchool(code, changed).catch((/** @type {Refusal} */ refusal) => {
      if (refusal.status === 409) onStale();
      throw refusal;
    });
    onDone(saved);
  };
  return html`
    <${Ask} title=${isNew ? '添加学校' : `修改${school.name}（${school.school_code}）`} yes="保存"
        questions=${questions(school)} onYes=${save} onNo=${onNo}>
      ${!isNew && html`<${Becomes} rows=${becomesOf(school, used.value)} />`}
    <//>
  `;
}
