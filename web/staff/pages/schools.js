/** The catalogue of schools, which belongs to every branch. */
import { html, useState } from '../../shared/vendor/preact.js';
import { useLoaded } from '../../shared/hooks.js';
import { Await, Field, Page } from '../../shared/ui.js';
import { listSchools } from '../generated/client.js';
import { EditSchool } from '../parts/school.js';
import { Said } from '../parts/said.js';
import { Table } from '../../shared/table.js';
import { fold, foundBy, SCHOOL_KINDS } from '../school_words.js';
import { useSearchWords } from '../search_words.js';
import { useMay } from '../session.js';
import { Button } from '../ui/button.js';

/** @import { SchoolView, SchoolViews } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */

const SHOWN = 100; // the country has three thousand
/** @type {SchoolView} */
const NEW = { school_code: '', name: '', moe_id: '', kind: 'REGULAR', city: '', aliases: [], sub_units: [], rev: 0 };
/** @param {SchoolView} school @param {string} wanted */
const has = (school, wanted) =>
  [school.school_code, school.name, school.moe_id, school.city, ...school.aliases, ...school.sub_units].some((text) =>
    fold(text).includes(wanted),
  );

/** A former name that was looked for is said first.  @param {{ school: SchoolView, wanted: string }} props */
const Named = ({ school, wanted }) => {
  const former = foundBy(school, wanted);
  return html`${school.name}${former && html` <span class="small">曾用名：<mark>${former}</mark></span>`}`;
};

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
    ['学校名称', (school) => html`<${Named} school=${school} wanted=${wanted} />`],
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
      ${
        editing &&
        html`
          <${EditSchool} school=${editing} schools=${schools} onDone=${done}
              onStale=${loaded.reload} onNo=${() => setEditing(null)} />
        `
      }
    `}<//>
  <//>`;
}
