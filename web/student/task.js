/** The task of the steps before there is an order: kept per code, asked for again after a while: its branch may change
 * it. */
import { lookUpTask } from './generated/client.js';
import { useLoaded } from '../shared/hooks.js';
import { now } from '../shared/clock.js';
import { keep, kept } from '../shared/kept.js';

const FRESH_MS = 10 * 60_000; // longer than its steps take, shorter than a tab stays open

const name = (code) => `task.rows.${code.toUpperCase()}`; // an earlier site kept tasks without their rows

export const keepTask = (code, task) => keep(name(code), { task, until: now() + FRESH_MS });

/** {value: task, error, reload} */
export const useTask = (code) =>
  useLoaded(async () => {
    const known = kept(name(code));
    if (known?.until > now()) return known.task;
    const { task } = await lookUpTask({ code });
    keepTask(code, task);
    return task;
  }, [code]);

/** Steps of a task: addresses need the code as it was typed. */
export const step = (code, place = '') => `/tasks/${encodeURIComponent(code)}${place && `/${place}`}`;
