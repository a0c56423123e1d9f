/** The catalogue of schools, which belongs to every branch. */
import { html, useState } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { Await, Field, Page } from '../../shared/ui.js';
import { listSchools, putSchool } from '../generated/client.js';
import { Ask } from '../parts/ask.js';
import { Said } from '../parts/said.js';
import { Table } from '../../shared/table.js';
import { SCHOOL_KINDS } from '../school_words.js';
import { useSearchWords } from '../search_words.js';
import { useMay } from '../session.js';
import { Button } from '../ui/button.js';

/** @import { SchoolView, SchoolViews } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */

const SHOWN = 100; // the country has three thousand
/** @type {SchoolView} */
const NEW = { school_code: '', name: '', moe_id: '', kind: 'REGULAR', city: '', aliases: [], sub_units: [], rev: 0 };
const ONE_A_LINE = '每行一个';

/** @param {string} text */
const fold = (text) => text.normalize('NFKC').replace(/\s/g, '').toLowerCase();
/** @param {string} text */
const lines = (text) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
/** @param {SchoolView} school @param {string} wanted */
const has = (school, wanted) =>
  [school.school_code, school.name, school.moe_id, school.city, ...school.aliases, ...school.sub_units].some((text) =>
    fold(text).includes(wanted),
  );

/** @param {SchoolView} school */
const questions = (school) => ({
  ...(!school.school_code && {
    school_code: { label: '院校代码', required: true, most: 5, hint: '5 位数字，添加后不能修改' },
  }),
  name: {
    label: '学校名称',
    required: true,
    most: 60,
    first: school.name,
    hint: school.school_code ? '改名时请把原来的名称填入曾用名，学生仍会按它查找' : null,
  },
  moe_id: { label: '学校标识码', most: 10, first: school.moe_id, hint: '10 位数字，没有可不填' },
  kind: { label: '类型', options: Object.entries(SCHOOL_KINDS), first: school.kind },
  city: { label: '所在地', most: 40, first: school.city },
  aliases: { label: '曾用名', rows: 3, first: school.aliases.join('\n'), hint: ONE_A_LINE },
  sub_units: { label: '分校、函授站、教学点', rows: 3, first: school.sub_units.join('\n'), hint: ONE_A_LINE },
});

/** school: to be changed, or a new one without a code.
 * @param {{ school: SchoolView, onDone: (school: SchoolView) => unknown, onNo: () => unknown }} props */
function Editing({ school, onDone, onNo }) {
  /** @param {Record<string, string>} answers */
  const save = async ({ school_code: code = school.school_code, aliases, sub_units: subUnits, ...rest }) =>
    onDone(await putSchool(code, { ...rest, aliases: lines(aliases), sub_units: lines(subUnits), rev: school.rev }));
  return html`
    <${Ask} title=${school.school_code ? `修改${school.name}（${school.school_code}）` : '添加学校'} yes="保存"
        questions=${questions(school)} onYes=${save} onNo=${onNo} />
  `;
}

/** words: of a search, in the address.
 * @param {{ schools: SchoolView[], words: string, onEdit: (school: SchoolView) => unknown }} props */
function Catalogue({ schools, words, onEdit }) {
  const may = useMay();
  const [typed, onTyped] = useSearchWords(words, '/schools');
  const wanted = fold(typed);
  const found = wanted ? schools.filter((school) => has(school, wanted)) : schools;
  /** @type {Column<SchoolView>[]} */
  const columns = [
    ['院校代码', ({ school_code: code }) => html`<span class="mono">${code}</span>`, 'nowrap'],
    ['学校名称', ({ name }) => name, 'nowrap'],
    ['学校标识码', ({ moe_id: id }) => html`<span class="mono">${id}</span>`, 'nowrap'],
    ['类型', ({ kind }) => SCHOOL_KINDS[kind], 'nowrap'],
    ['所在地', ({ city }) => city],
    ['曾用名', ({ aliases }) => aliases.join('、'), 'school-names'],
    ['分校、教学点', ({ sub_units: units }) => units.join('、'), 'school-names'],
  ];
  /** @type {Column<SchoolView>} */
  const acts = [
    '操作',
    (school) => html`
      <button type="button" class="text-btn" aria-label=${`修改${school.name}`} onClick=${() => onEdit(school)}>
        修改
      </button>
    `,
    'act',
  ];
  return html`
    <div class="bar">
      <div class="bar-find">
        <${Field} name="find" label="查找" type="search" autocomplete="off" value=${typed}
            onInput=${onTyped} hint="名称、曾用名、代码、所在地" />
      </div>
    </div>
    <p class="small" role="status">
      ${found.length > SHOWN ? `共 ${found.length} 所，列出前 ${SHOWN} 所，请输入更多文字` : `共 ${found.length} 所`}
    </p>
    <${Table} title="院校目录" columns=${may('MANAGER', 'ADMIN') ? [...columns, acts] : columns}
        rows=${found.slice(0, SHOWN)} keyOf=${(/** @type {SchoolView} */ { school_code: code }) => code}
        empty="没有找到" />
  `;
}

/** @param {{ words?: string }} props */
export default function Schools({ words = '' }) {
  const may = useMay();
  const loaded = useLoaded(listSchools);
  const [editing, setEditing] = useState(/** @type {SchoolView | null} */ (null));
  const [said, setSaid] = useState('');
  const done = (/** @type {SchoolView} */ { name }) => {
    setEditing(null);
    setSaid(`已保存${name}，一分钟内学生即可查到`);
    return loaded.reload();
  };
  const acts = may('MANAGER', 'ADMIN') ? html`<${Button} cap="N" onClick=${() => setEditing(NEW)}>添加学校<//>` : null;
  return html`<${Page} title="院校目录" wide acts=${acts}>
    <${Said}>${said}<//>
    <${Await} of=${loaded}>${(/** @type {SchoolViews} */ { schools }) => html`
      <${Catalogue} schools=${schools} words=${words} onEdit=${setEditing} />
      ${editing && html`<${Editing} school=${editing} onDone=${done} onNo=${() => setEditing(null)} />`}
    `}<//>
  <//>`;
}
