/** What this device keeps of a link, and the API asked without a session. */
import { caller } from '../shared/http.js';

const PREFIX = 'gradphoto.teacher.';
const MARK = 12; // characters of a token that tell links apart, and open none

/** @param {string} name @returns {string | null} */
function read(name) {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch {
    return null;
  }
}

/** @param {string} name @param {string | null} text */
function write(name, text) {
  try {
    if (text === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, text);
  } catch {
    /* storage is full or forbidden: the page works on, and asks again after a reload */
  }
}

/** @param {string} token */
const deviceName = (token) => `device.${token.slice(0, MARK)}`;

/** What to ask the API with: this device's own token once the teacher's phone was proven here.
 * @param {string} token of the link */
export const tokenOf = (token) => read(deviceName(token)) ?? token;

/** @param {string} token of the link @param {string | null} device null: it opens nothing any more */
export const keepDevice = (token, device) => write(deviceName(token), device);

/** @typedef {Record<string, number>} Headcounts by the key of a class; '' is the whole task */

/** How many students there are, as the teacher typed it; it never leaves this device.
 * @param {string} taskId @returns {Headcounts} */
export function headcountsOf(taskId) {
  try {
    return JSON.parse(read(`heads.${taskId}`) ?? '{}');
  } catch {
    return {};
  }
}

/** @param {string} taskId @param {Headcounts} heads */
export const keepHeadcounts = (taskId, heads) => write(`heads.${taskId}`, JSON.stringify(heads));

export const call = caller({ token: () => null, end: () => {} }, '分社');
