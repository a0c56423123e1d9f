/** The task of the steps before there is an order: kept per code, asked for again after a while: its branch may change
 * it. */
import { lookUpTask } from './generated/client.js';
import { useLoaded } from '../shared/hooks.js';
import { now } from '../shared/clock.js';
import { keep, kept } from '../shared/kept.js';

/** @import { PublicTask } from '../shared/generated/types' */

const FRESH_MS = 10 * 60_000; // longer than its steps take, shorter than a tab stays open

/** @type {{ task: PublicTask | null, until: number }} */
const NOTHING = { task: null, until: 0 };

/** @param {string} code */
const name = (code) => `task.rows.${code.toUpperCase()}`; // an earlier site kept tasks without their rows

/** @param {string} code @param {PublicTask} task */
export const keepTask = (code, task) => keep(name(code), { task, until: now() + FRESH_MS });

/** {value: task, error, reload}
 * @param {string} code */
export const useTask = (code) =>
  useLoaded(async () => {
    const known = kept(name(code), NOTHING);
    if (known.task && known.until > now()) return known.task;
    const { task } = await lookUpTask({ code });
    keepTask(code, task);
    return task;
  }, [code]);

/** Steps of a task: addresses need the code as it was typed.  @param {string} code @param {string} [place] */
export const step = (code, place = '') => `/tasks/${encodeURIComponent(code)}${place && `/${place}`}`;
