/** What a link shows, asked for once for all of its pages. */
import { now } from '../shared/clock.js';
import { useLoaded } from '../shared/hooks.js';
import { refusalOf } from '../shared/hooks.js';
import { when } from '../shared/words.js';
import { showProgress } from './generated/client.js';
import { keepDevice, tokenOf } from './session.js';

/** @import { TeacherView } from '../shared/generated/types' */

/** Whether students can no longer begin: it was closed, or its time is over since it was asked for.
 * @param {Pick<TeacherView, 'closed' | 'closes_at'>} view */
export const isClosed = ({ closed, closes_at: end }) => closed || now() > new Date(end).getTime();

/** Since when a task takes nobody, and what is left to do.  @param {Pick<TeacherView, 'closes_at'>} view */
export const closedInWords = ({ closes_at: end }) =>
  `采集已${now() > new Date(end).getTime() ? `于 ${when(end)} 截止` : '提前结束'}，需要补采集请联系分社。`;

/** Of the last look, so that the poster is no second one.
 * @type {{ token: string, view: TeacherView } | null} */
let last = null;

/** @param {string} token of the link */
async function ask(token) {
  const used = tokenOf(token);
  try {
    return await showProgress(used);
  } catch (caught) {
    if (used === token || refusalOf(caught).code !== 'teacher_link_over') throw caught;
    keepDevice(token, null); // this device's token ended; the link may say why
    return showProgress(token);
  }
}

/** fresh: asks though another page of the link did so before.  @param {string} token @param {boolean} [fresh] */
export const useView = (token, fresh = true) =>
  useLoaded(async () => {
    if (!fresh && last?.token === token) return last.view;
    const view = await ask(token);
    last = { token, view };
    return view;
  }, [token, fresh]);
