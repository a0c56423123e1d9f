/** What a link shows, asked for once for all of its pages. */
import { useLoaded } from '../shared/hooks.js';
import { refusalOf } from '../shared/hooks.js';
import { showProgress } from './generated/client.js';
import { keepDevice, tokenOf } from './session.js';

/** @import { TeacherView } from '../shared/generated/types' */

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
