/** What the site is for, in three pictures. */
import { html } from '../../shared/vendor/preact.js';
import { Art } from './icon.js';

const WAY = [
  ['way_code', '上传采集码', '自动识别学籍信息'],
  ['way_shoot', '拍摄照片', '当场告诉您是否合格'],
  ['way_review', '审核报送', '合格后报送学信网'],
];

export const Way = () =>
  html`<ol class="way">${WAY.map(
    ([art, what, how]) => html`<li>
      <${Art} name=${art} width="120" height="84" /><b>${what}</b><span>${how}</span>
    </li>`,
  )}</ol>`;
