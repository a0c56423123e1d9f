/** The task of the steps before there is an order: kept per code, asked for again when it is not there. */
import { lookUpTask } from './generated/client.js';
import { useLoaded } from '../shared/hooks.js';
import { keep, kept } from '../shared/kept.js';

const name = (code) => `task.${code.toUpperCase()}`;

export const keepTask = (code, task) => keep(name(code), task);

/** {value: task, error, reload} */
export const useTask = (code) => useLoaded(async () => {
  const known = kept(name(code));
  if (known) return known;
  const { task } = await lookUpTask({ code });
  keepTask(code, task);
  return task;
}, [code]);

/** Steps of a task: addresses need the code as it was typed. */
export const step = (code, place = '') => `/tasks/${encodeURIComponent(code)}${place && `/${place}`}`;
