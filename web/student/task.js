/** The task of the steps before there is an order: kept per code, asked for again when it is not there. */
import { lookUpTask } from '../shared/generated/client.js';
import { useLoaded } from '../shared/hooks.js';
import { keep, kept } from '../shared/kept.js';

const name = (code) => `task.${code.toUpperCase()}`;

export function keepTask(code, task) {
  keep(name(code), task);
  keep(`code.${task.task_id}`, code);
}

/** The code a task was found by in this tab; "" when it was not. */
export const codeOf = (taskId) => kept(`code.${taskId}`, '');

/** The task kept for an order's screens; null when this tab has not seen it. */
export const taskOf = (taskId) => kept(name(codeOf(taskId)));

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
