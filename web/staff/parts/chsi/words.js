/** Which of our reasons CHSI's words are: those that wait for a manager to say so come first. */
import { html, useState } from '../../../shared/vendor/preact.js';
import { useLoaded } from '../../../shared/hooks.js';
import { Table } from '../../../shared/table.js';
import { learnChsiWord, rejectReasons } from '../../generated/client.js';
import { useMay } from '../../session.js';
import { Badge } from '../../ui/badge.js';
import { Becomes } from '../../ui/becomes.js';
import { Card } from '../../ui/card.js';
import { Ask } from '../ask.js';
import { Said } from '../said.js';

/** @import { ChsiWord, ReasonRow } from '../../../shared/generated/types' */
/** @import { Column } from '../../../shared/table.js' */

const FOOT = '对应以后，图表马上按新的算；以后导入同样的话，学生会收到这个原因和改法。已经通知过的学生不再通知。';

/** @param {ReasonRow[]} reasons @param {((word: ChsiWord) => unknown) | null} onAsk @returns {Column<ChsiWord>[]} */
const columns = (reasons, onAsk) => [
  ['学信网的话', ({ said }) => said],
  ['张', ({ photos }) => photos, 'number'],
  [
    '我们的原因',
    ({ code, open }) =>
      open ? html`<${Badge} turn="us">等待对应<//>` : (reasons.find((reason) => reason.code === code)?.message ?? '—'),
  ],
  ...(onAsk ? [act(onAsk)] : []),
];

/** @param {(word: ChsiWord) => unknown} onAsk @returns {Column<ChsiWord>} */
const act = (onAsk) => [
  '处理',
  (word) =>
    (word.open || word.code) &&
    html`<button type="button" class="text-btn" aria-label=${`${word.open ? '对应' : '改'}“${word.said}”`}
        onClick=${() => onAsk(word)}>${word.open ? '对应' : '改'}</button>`,
  'act',
];

/** others: photos refused for words that are not among these; onLearnt(): the figures are others now.
 * @param {{ words: ChsiWord[], others: number, onLearnt: () => unknown }} props */
export function Words({ words, others, onLearnt }) {
  const may = useMay();
  const { value } = useLoaded(() => rejectReasons({ task_id: null }));
  const [asked, setAsked] = useState(/** @type {ChsiWord | null} */ (null));
  const [done, setDone] = useState('');
  const reasons = value?.reasons ?? [];
  const foot = others ? `另有 ${others} 张的话较少见，没有列出。${FOOT}` : FOOT;
  const rows = [...words].sort((one, other) => Number(other.open) - Number(one.open));
  const learn = async (/** @type {Record<string, string>} */ { code, reason }) => {
    if (!asked) return;
    await learnChsiWord({ said: asked.said, code: code || null, reason });
    setDone(`已记下“${asked.said}”`);
    setAsked(null);
    onLearnt();
  };
  return html`
    <${Card} title="学信网的话" beside=${`${rows.filter(({ open }) => open).length} 个等待对应`} foot=${foot}>
      <${Said}>${done}<//>
      <${Table} title="学信网的话" columns=${columns(reasons, may('MANAGER') ? setAsked : null)} rows=${rows}
          keyOf=${(/** @type {ChsiWord} */ { said }) => said} empty="还没有导入过不通过的结果" />
    <//>
    ${
      asked &&
      html`
        <${Ask} title=${`“${asked.said}”对应`} yes="记下" onYes=${learn} onNo=${() => setAsked(null)}
            questions=${{
              code: {
                label: '归到',
                first: asked.code ?? '',
                options: [
                  ['', '按系统的对照表'],
                  ...reasons.map(({ code, message, automatic }) => [
                    code,
                    message,
                    automatic ? '机检也能发现的' : '由人查看的',
                  ]),
                ],
              },
            }}>
          <${Becomes} rows=${[
            ['图表', `${asked.photos} 张归到选定的原因`],
            ['以后', '导入同样的话，学生收到选定的原因和改法'],
            ['不变', '已经转为待勘误的订单和发过的通知'],
          ]} />
        <//>
      `
    }
  `;
}
