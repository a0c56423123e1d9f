/** What every key does, and whether keys do anything. */
import { html } from '../../shared/vendor/preact.js';
import { useKept } from '../../shared/hooks.js';
import { Button, Dialog, Tick } from '../../shared/ui.js';
import { KEYS_ON } from '../keys.js';

/** @type {[string, string][]} */
const OF_PAGE = [
  ['← ↑ ↓ →', '选择一张，在右边放大'],
  ['空格', '留下细看，再按放回'],
  ['回车', '通过其余的，翻到下一页'],
  ['O', '只看选中的一张'],
  ['G', '排成 8 × 3，每张更大，不另放大'],
];
/** @type {[string, string][]} */
const OF_ONE = [
  ['1–9 Q–P A–K', '选驳回原因，再按取消'],
  ['0', '选机检提示过的全部原因'],
  ['/', '查找其余的原因'],
  ['B', '给学生留言'],
  ['回车', '大按钮上写的：通过或驳回，看下一张'],
  ['Esc', '清空原因，或回到整页'],
  ['X', '放回队列'],
  ['C', '对比上次驳回的、与他人相同的：在同一处和成片轮换两次，再回到原片'],
  ['V', '显示或隐藏参考线'],
  ['N', '放大，再按更大、1:1、还原；滚轮缩放，拖动移动'],
  ['M', '学生的资料和以前的照片'],
];
/** @type {[string, string][]} */
const OF_BOTH = [
  ['Z', '撤销上一页或上一张'],
  ['?', '显示这张表'],
];

/** @param {{ title: string, keys: [string, string][] }} props */
const Part = ({ title, keys }) => html`<h3>${title}</h3>
  <dl class="keys">
    ${keys.map(([key, does]) => html`<div><dt><kbd class="key">${key}</kbd></dt><dd>${does}</dd></div>`)}
  </dl>`;

/** @param {{ onClose: () => unknown }} props */
export function Help({ onClose }) {
  const [on, setOn] = useKept(KEYS_ON, true);
  return html`<${Dialog} title="快捷键" onClose=${onClose} footer=${html`<${Button} onClick=${onClose}>知道了<//>`}>
    <${Part} title="整页" keys=${OF_PAGE} /><${Part} title="逐张" keys=${OF_ONE} />
    <${Part} title="都可以" keys=${OF_BOTH} />
    <p class="small">在输入框中打字时不起作用；新照片出现后的片刻内不接受决定，以免误按。</p>
    <${Tick} name="keys-on" checked=${on} onChange=${setOn}>使用快捷键<//>
  <//>`;
}
