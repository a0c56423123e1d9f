/** Finished files, and links to fetch them, which work for five minutes. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { now } from '../../../shared/clock.js';
import { useSecondsUntil, useWork } from '../../../shared/hooks.js';
import { Table } from '../../../shared/table.js';
import { howLong } from '../../../shared/words.js';
import { sizeOf } from '../../sizes.js';

/** @import { FileLinks, PackageFile } from '../../../shared/generated/types' */
/** @import { Column } from '../../../shared/table.js' */

/** @type {{ links: Record<string, string>, until: number | null }} */
const NOTHING = { links: {}, until: null };
/** What making files again does. */
export const AGAIN = '重新生成：从停下的地方继续，缺的文件补成原样；删除了个人信息的学生不再在内。';
const LINK_MS = 5 * 60_000; // how long a link works

/** @type {(links: Record<string, string>, counted: string) => Column<PackageFile>[]} */
const columnsOf = (links, counted) => [
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
  [counted, ({ photos }) => photos || '', 'number'],
  ['大小', ({ size }) => sizeOf(size), 'number'],
  ['校验和', ({ sha256 }) => html`<span class="mono sum">${sha256}</span>`],
];

/** {name: address} while they work, for how long still, and how to get them.  fetch: asks for them.
 * @param {() => Promise<FileLinks>} fetch */
export function useLinks(fetch) {
  const [fetched, setFetched] = useState(NOTHING);
  const left = useSecondsUntil(fetched.until) ?? 0;
  const [run, busy, error] = useWork();
  const fetchThem = () =>
    run(async () => {
      const asked = now();
      const { files } = await fetch();
      setFetched({ links: Object.fromEntries(files.map(({ name, url }) => [name, url])), until: asked + LINK_MS });
    });
  return { links: left > 0 ? fetched.links : NOTHING.links, left, busy, error, fetchThem };
}

/** of: whose files; counted: what the numbers beside them are.
 * @param {{ of: string, files: PackageFile[], links: Record<string, string>, counted?: string }} props */
export const Files = ({ of, files, links, counted = '照片' }) =>
  files.length > 0 &&
  html`
    <${Table} title=${`${of}的文件`} columns=${columnsOf(links, counted)} rows=${files}
        keyOf=${(/** @type {PackageFile} */ { name }) => name} />
  `;

/** @param {{ left: number }} props */
export const LinksWork = ({ left }) => html`<div role="status">
  ${left > 0 && html`<p class="hint">请点击上面的文件名下载，链接还有 ${howLong(left)} 有效。</p>`}
</div>`;
