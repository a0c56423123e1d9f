/** One print run: how far it is, its files, links to fetch them, and the way to make them again. */
import { html } from '../../../shared/vendor/preact.js';
import { useWork } from '../../../shared/hooks.js';
import { Button, ErrorBox, Facts } from '../../../shared/ui.js';
import { when } from '../../../shared/words.js';
import { askPrints, fetchPrints } from '../../generated/client.js';
import { captionInWords, PRINT_KINDS, PRINT_STATES } from '../../print_words.js';
import { Badge } from '../../ui/badge.js';
import { Card } from '../../ui/card.js';
import { AGAIN, Files, LinksWork, useLinks } from './files.js';
import { Made } from './made.js';

/** @import { PackagePrints, PrintRunView } from '../../../shared/generated/types' */
/** @import { Turn } from '../../ui/badge.js' */

/** @type {Record<string, Turn>} */
const TURNS = { BUILDING: 'us', READY: 'well', OUTDATED: 'wrong', PURGED: 'over' };

/** @param {{ of: PackagePrints, run: PrintRunView, onChange: () => Promise<void> }} props */
export function Run({ of, run, onChange }) {
  const { package_id: id, run_id: runId, kind, caption, state, people, done, files } = run;
  const { links, left, busy, error, fetchThem } = useLinks(() => fetchPrints(id, runId));
  const [again, going, problem] = useWork();
  const makeAgain = () =>
    again(async () => {
      await askPrints(id, { kind, ...(caption && { caption }) });
      await onChange();
    });
  const { name, paper } = PRINT_KINDS[kind];
  return html`<${Card} title=${name} beside=${`${when(of.created_at)} 的制作包`}>
    <p role="status"><${Badge} turn=${TURNS[state]}>${PRINT_STATES[state]}<//> ${people} 人</p>
    ${state === 'BUILDING' && html`<${Made} label="已生成" done=${done} total=${people} />`}
    <${Facts} rows=${[['纸张', paper], ['下方文字', captionInWords(caption)], ['生成时间', when(run.asked_at)]]} />
    <${Files} of=${[name, captionInWords(caption), when(of.created_at)].join(' ')} files=${files} links=${links}
        counted="人数" />
    <${ErrorBox} error=${error ?? problem} />
    <${LinksWork} left=${left} />
    ${
      state !== 'PURGED' &&
      html`<div class="bar">
        ${state === 'READY' && !(left > 0) && html`<${Button} busy=${busy} onClick=${fetchThem}>取得下载链接<//>`}
        <${Button} kind="default" busy=${going} onClick=${makeAgain}>重新生成<//>
      </div>
      <p class="hint">${AGAIN}</p>`
    }
  <//>`;
}
