/** How many faces are stored now, as the last count found. */
import { html } from '../../shared/vendor/preact.js';
import { when } from '../../shared/words.js';
import { grouped } from '../ui/charts/scale.js';
import { Spark } from '../ui/charts/spark.js';
import { Stat, Stats } from '../ui/stat.js';

/** @import { FaceCounts } from '../../shared/generated/types' */

/** Against the count before, a day earlier.  @param {number} count @param {number | undefined} before */
const sinceBefore = (count, before) => {
  if (before === undefined) return '第一次清点';
  const more = count - before;
  return more ? `比上一次${more > 0 ? '多' : '少'} ${grouped(Math.abs(more))} 张` : '与上一次一样多';
};

/** Pictures that should not be there any more.  @param {{ left: number }} props */
const Left = ({ left }) => html`<${Stat} label="不该还在的" unit="张"
    figure=${html`<span class=${left ? 'bad' : null}>${grouped(left)}</span>`}
    line=${left ? '订单已删除而照片还在；两天后仍在，请告诉技术支持' : '与订单逐一核对，没有多出来的'} />`;

/** @param {{ of: FaceCounts }} props */
export function Faces({ of: { counts, counting } }) {
  const [newest, before] = counts;
  if (!newest) {
    return html`<p class="note">还没有清点过存着的照片：每天自动清点一次，完成后显示在这里。</p>`;
  }
  const { people, originals, standards, left } = newest.faces;
  const days = [...counts].reverse();
  return html`<section class="faces" aria-label="存着的照片">
    <${Stats}>
      <${Stat} label="存着照片的人" figure=${grouped(people)} unit="人"
          line=${`${when(newest.at)} 清点${counting ? '，正在重新清点' : '，每天一次'}`}
          spark=${html`<${Spark} label="每次清点的人数" values=${days.map(({ faces }) => faces.people)} />`} />
      <${Stat} label="上传的原图" figure=${grouped(originals)} unit="张"
          line=${`${sinceBefore(originals, before?.faces.originals)}，包括被驳回的`} />
      <${Stat} label="标准照" figure=${grouped(standards)} unit="张"
          line=${`${sinceBefore(standards, before?.faces.standards)}，包括副本`} />
      <${Left} left=${left} />
    <//>
  </section>`;
}
