/** One package: how far it is, its files, and links to fetch them. */
import { html } from '../../../shared/vendor/preact.js';
import { useWork } from '../../../shared/hooks.js';
import { Button, ErrorBox, Facts, Link } from '../../../shared/ui.js';
import { when } from '../../../shared/words.js';
import { fetchPackage, makePackageAgain } from '../../generated/client.js';
import { useMay } from '../../session.js';
import { PACKAGE_STATES, templateInWords } from '../../task_words.js';
import { AGAIN, Files, LinksWork, useLinks } from '../delivery/files.js';
import { Made } from '../delivery/made.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';

/** @import { PackageView } from '../../../shared/generated/types' */
/** @import { Turn } from '../../ui/badge.js' */

/** @type {Record<string, Turn>} */
const TURNS = { COLLECTING: 'us', BUILDING: 'us', READY: 'well', OUTDATED: 'wrong', PURGED: 'over' };

/** @param {{ state: string }} props */
export const isMade = ({ state }) => state !== 'COLLECTING' && state !== 'BUILDING';

/** @param {PackageView} props */
const doneOf = ({ files }) => files.reduce((sum, { photos }) => sum + photos, 0);

/** @param {{ members: number, erased: number }} props */
const contents = ({ members, erased }) =>
  [members > 0 && `${members} 张照片`, erased > 0 && `${erased} 名学生删除了个人信息，照片已移出`]
    .filter(Boolean)
    .join('，');

/** @param {{ made: PackageView, onChange: () => Promise<void> }} props */
export function Package({ made, onChange }) {
  const may = useMay();
  const { package_id: id, state, files } = made;
  const { links, left, busy, error, fetchThem } = useLinks(() => fetchPackage(id));
  const [again, going, problem] = useWork();
  const makeAgain = () =>
    again(async () => {
      await makePackageAgain(id);
      await onChange();
    });
  return html`<${Card} title=${`${when(made.created_at)} 的制作包`}>
    <p role="status"><${Badge} turn=${TURNS[state]}>${PACKAGE_STATES[state]}<//> ${contents(made)}</p>
    ${!isMade(made) && html`<${Made} label="已打包的照片" done=${doneOf(made)} total=${made.members} />`}
    <${Facts} rows=${[['文件名', templateInWords(made.file_name)], ['分卷大小', `${made.part_mb} MB`]]} />
    <${Files} of=${`${when(made.created_at)} 的制作包`} files=${files} links=${links} />
    <${ErrorBox} error=${error ?? problem} />
    <${LinksWork} left=${left} />
    ${
      may('MANAGER') &&
      state !== 'PURGED' &&
      html`<div class="bar">
        ${state === 'READY' && !(left > 0) && html`<${Button} busy=${busy} onClick=${fetchThem}>取得下载链接<//>`}
        <${Link} kind="default" href=${`#/tasks/${made.task_id}/packages/${id}`}>查看清单<//>
        <${Button} kind="default" busy=${going} onClick=${makeAgain}>重新生成<//>
      </div>
      <p class="hint">${AGAIN}</p>`
    }
  <//>`;
}
