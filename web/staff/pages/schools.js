/** The catalogue of schools, which belongs to every branch. */
import { html, useState } from '../../shared/vendor/preact.js';
import { link } from '../../shared/router.js';
import { Field, Page } from '../../shared/ui.js';
import { listSchools } from '../generated/client.js';
import { EditSchool } from '../parts/school.js';
import { Said } from '../parts/said.js';
import { Table } from '../../shared/table.js';
import { fold, foundBy, SCHOOL_KINDS } from '../school_words.js';
import { useSearchWords, useSettled } from '../search_words.js';
import { useMay } from '../session.js';
import { Button } from '../ui/button.js';
import { InPages, usePages } from '../ui/pages.js';

/** @import { SchoolRows, SchoolView } from '../../shared/generated/types' */
/** @import { Column } from '../../shared/table.js' */
/** @import { Turned } from '../ui/pages.js' */

/** @type {SchoolView} */
const NEW = {
  school_code: '',
  name: '',
  moe_id: '',
  kind: 'REGULAR',
  city: '',
  aliases: [],
  sub_units: [],
  rev: 0,
  waits: false,
};

/** A former name that was looked for is said first.  @param {{ school: SchoolView, wanted: string }} props */
const Named = ({ school, wanted }) => {
  const former = foundBy(school, wanted);
  return html`${school.name}${former && html` <span class="small">曾用名：<mark>${former}</mark></span>`}`;
};

/** @param {string} wanted @returns {Column<SchoolView>[]} */
const columnsOf = (wanted) => [
  ['院校代码', ({ school_code: code }) => html`<span class="mono">${code}</span>`, 'nowrap'],
  ['学校名称', (school) => html`<${Named} school=${school} wanted=${wanted} />`],
  ['学校标识码', ({ moe_id: id }) => html`<span class="mono">${id}</span>`, 'nowrap'],
  ['类型', ({ kind }) => SCHOOL_KINDS[kind], 'nowrap'],
  ['所在地', ({ city }) => city],
  ['曾用名', ({ aliases }) => aliases.join('、'), 'school-names'],
  ['分校、教学点', ({ sub_units: units }) => units.join('、'), 'school-names'],
];

/** @param {(school: SchoolView) => unknown} onEdit @returns {Column<SchoolView>} */
const actsOf = (onEdit) => [
  '操作',
  (school) => html`
    <button type="button" class="text-btn" aria-label=${`修改${school.name}`} onClick=${() => onEdit(school)}>
      修改
    </button>
  `,
  'act',
];

/** words: of a search, in the address.
 * @param {{ words?: string } & Turned} props */
export default function Schools({ words: given = '', ...turned }) {
  const may = useMay();
  const [words, onWords] = useSearchWords(given, '/schools');
  const asked = useSettled(words.trim());
  const list = usePages(
    (cursor) => listSchools({ words: asked, cursor, codes: null }),
    link('/schools', { words: asked }),
    turned,
  );
  const [editing, setEditing] = useState(/** @type {SchoolView | null} */ (null));
  const [said, setSaid] = useState('');
  const done = (/** @type {SchoolView} */ { name, waits }) => {
    setEditing(null);
    setSaid(waits ? `${name}的修改已提交，等待另一位管理员确认` : `已保存${name}，一分钟内学生即可查到`);
    return list.reload();
  };
  const mayEdit = may('MANAGER', 'ADMIN');
  const acts = mayEdit ? html`<${Button} cap="N" onClick=${() => setEditing(NEW)}>添加学校<//>` : null;
  const columns = mayEdit ? [...columnsOf(fold(asked)), actsOf(setEditing)] : columnsOf(fold(asked));
  return html`<${Page} title="院校目录" wide acts=${acts}>
    <${Said}>${said}<//>
    <div class="bar">
      <div class="bar-find">
        <${Field} name="find" label="查找" type="search" autocomplete="off" maxlength="60" value=${words}
            onInput=${onWords} hint="名称、曾用名、拼音首字母、代码、所在地" />
      </div>
    </div>
    <p class="small" role="status">${list.value && `共 ${list.value.total} 所`}</p>
    <${InPages} of=${list}>${(/** @type {SchoolRows} */ { schools }) => html`
      <${Table} title="院校目录" columns=${columns} rows=${schools} empty=${list.empty('没有找到')}
          keyOf=${(/** @type {SchoolView} */ { school_code: code }) => code} />
    `}<//>
    ${
      editing &&
      html`<${EditSchool} school=${editing} onDone=${done} onStale=${list.reload} onNo=${() => setEditing(null)} />`
    }
  <//>`;
}
