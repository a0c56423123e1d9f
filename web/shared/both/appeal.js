/** An appeal (请人工查看): what a student says with a photo that the machine refused. */
import { MESSAGES } from '../generated/messages.js';

/** @typedef {{ reason: string, note: string }} Plea */
/** @typedef {{ reason: string, note_needed: boolean }} Choice */
/** @typedef {{ choices: Choice[], most_note: number }} Asked */

/** @type {Plea} */
export const NOTHING_SAID = { reason: '', note: '' };

/** Under the finished photo. */
export const SHOWN = '审核人员会看到这张标准照和检测结果。';

/** Before the student's own sentence. */
export const NOTE = '情况说明';

/** "12/100".  @param {string} note @param {number} most */
export const countOf = (note, most) => `${[...note].length}/${most}`;

/** By its part; "" where nothing is wrong.  @param {Asked} asked @param {Plea} plea */
export function wrongPlea({ choices, most_note: most }, { reason, note }) {
  const chosen = choices.find((choice) => choice.reason === reason);
  const missing = chosen?.note_needed && !note.trim();
  return {
    reason: chosen ? '' : '请选择请人工查看的原因',
    note: [...note].length > most ? `最多 ${most} 个字` : missing ? MESSAGES.appeal_note_needed[0] : '',
  };
}

/** What hands a photo in, by how far its order is.
 * @param {{ again: boolean, free: boolean, appeal: boolean }} order */
export function handingIn({ again, free, appeal }) {
  if (again) return appeal ? '提交给审核人员（不再收费）' : '重新提交审核（不再收费）';
  if (free) return appeal ? '提交给审核人员' : '确认提交';
  return appeal ? '去支付，并提交给审核人员' : '确认无误，去支付';
}

/** Once it is handed in.  @param {{ again: boolean, appeal: boolean }} order */
export const handedIn = ({ again, appeal }) => (appeal ? '已请人工查看' : again ? '已重新提交' : '提交成功');
