/** One package: how far it is, its files, and links to fetch them. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { now } from '../../../shared/clock.js';
import { useSecondsUntil, useWork } from '../../../shared/hooks.js';
import { Button, ErrorBox, Facts } from '../../../shared/ui.js';
import { howLong, when } from '../../../shared/words.js';
import { fetchPackage, makePackageAgain } from '../../generated/client.js';
import { useMay } from '../../session.js';
import { PACKAGE_STATES, templateInWords } from '../../task_words.js';
import { Table } from '../../../shared/table.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';

/** @import { PackageFile, PackageView } from '../../../shared/generated/types' */
/** @import { Column } from '../../../shared/table.js' */
/** @import { Turn } from '../../ui/badge.js' */

/** @type {Record<string, Turn>} */
const TURNS = { COLLECTING: 'us', BUILDING: 'us', READY: 'well', OUTDATED: 'wrong', PURGED: 'over' };

/** @type {{ links: Record<string, string>, until: number | null }} */
const NOTHING = { links: {}, until: null };
const LINK_MS = 5 * 60_000; // how long a link works

/** @param {{ state: string }} props */
export const isMade = ({ state }) => state !== 'COLLECTING' && state !== 'BUILDING';

const KB = 1000;
/** @param {number} bytes */
const sizeOf = (bytes) =>
  bytes < KB * KB ? `${Math.max(1, Math.round(bytes / KB))} KB` : `${(bytes / KB / KB).toFixed(1)} MB`;

/** @type {(links: Record<string, string>) => Column<PackageFile>[]} */
const columnsOf = (links) => [
  [
    '文件',
    ({ name }) =>
      links[name]
        ? html`<a href=${links[name]} download=${name} rel="noreferrer">
          ${name}
        </a>`
        : name,
    'nowrap',
  ],
  ['照片', ({ photos }) => photos || '', 'number'],
  ['大小', ({ size }) => sizeOf(size), 'number'],
  ['校验和', ({ sha256 }) => html`<span class="mono sum">${sha256}</span>`],
];

/** {name: address} for five minutes, how long they work still, and how to get them.
 * @param {string} packageId */
function useLinks(packageId) {
  const [fetched, setFetched] = useState(NOTHING);
  const left = useSecondsUntil(fetched.until) ?? 0;
  const [run, busy, error] = useWork();
  const fetchThem = () =>
    run(async () => {
      const asked = now();
      const { files } = await fetchPackage(packageId);
      setFetched({ links: Object.fromEntries(files.map(({ name, url }) => [name, url])), until: asked + LINK_MS });
    });
  return { links: left > 0 ? fetched.links : NOTHING.links, left, busy, error, fetchThem };
}

/** @param {{ members: number, erased: number }} props */
const contents = ({ members, erased }) =>
  [members > 0 && `${members} 张照片`, erased > 0 && `${erased} 名学生删除了个人信息，照片已移出`]
    .filter(Boolean)
    .join('，');

/** @param {{ made: PackageView, onChange: () => Promise<void> }} props */
export function Package({ made, onChange }) {
  const may = useMay();
  const { package_id: id, state, files } = made;
  const { links, left, busy, error, fetchThem } = useLinks(id);
  const [again, going, problem] = useWork();
  const makeAgain = () =>
    again(async () => {
      await makePackageAgain(id);
      await onChange();
    });
  return html`<${Card} title=${`${when(made.created_at)} 的制作包`}>
    <p role="status"><${Badge} turn=${TURNS[state]}>${PACKAGE_STATES[state]}<//> ${contents(made)}</p>
    ${!isMade(made) && html`<p class="hint">正在后台生成，完成后自动显示，可以离开这个页面。</p>`}
    <${Facts} rows=${[['文件名', templateInWords(made.file_name)], ['分卷大小', `${made.part_mb} MB`]]} />
    ${
      files.length > 0 &&
      html`
        <${Table} title="文件" columns=${columnsOf(links)} rows=${files}
            keyOf=${(/** @type {PackageFile} */ { name }) => name} />
      `
    }
    <${ErrorBox} error=${error ?? problem} />
    <div role="status">
      ${left > 0 && html`<p class="hint">请点击上面的文件名下载，链接还有 ${howLong(left)} 有效。</p>`}
    </div>
    ${
      may('MANAGER') &&
      state !== 'PURGED' &&
      html`<div class="bar">
        ${state === 'READY' && !(left > 0) && html`<${Button} busy=${busy} onClick=${fetchThem}>取得下载链接<//>`}
        <${Button} kind="default" busy=${going} onClick=${makeAgain}>重新生成<//>
      </div>`
    }
  <//>`;
}
