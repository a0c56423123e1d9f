/** The task of the steps before there is an order: kept by its code, asked for again when it is not there. */
const { lookUpTask } = require('../generated/client');
const kept = require('./kept');

/** @typedef {import('../generated/types').PublicTask} Task */

/** @param {string} code */
const name = (code) => `task.${code.toUpperCase()}`;

/** @param {string} code @param {Task} task */
function keep(code, task) {
  kept.put(name(code), task);
  kept.put(`code.${task.task_id}`, code);
}

/** As a person typed it; type: GROUP or INDIVIDUAL, checked against what the code is.
 * @param {string} code @param {string} type @returns {Promise<Task>}
 */
async function find(code, type) {
  const { task } = await lookUpTask({ code, task_type: type });
  keep(code, task);
  return task;
}

/** @param {string} code @returns {Promise<Task>} */
async function get(code) {
  const known = kept.get(name(code));
  if (known && new Date(known.closes_at).getTime() > Date.now()) return known;
  const { task } = await lookUpTask({ code });
  keep(code, task);
  return task;
}

/** The code a task was found by on this phone; "" when it was not.  @param {string} taskId @returns {string} */
const codeOf = (taskId) => kept.get(`code.${taskId}`, '');

/** The task kept for an order's screens; null when this phone has not seen it.  @param {string} taskId @returns {Task | null} */
const taskOf = (taskId) => kept.get(name(codeOf(taskId)));

module.exports = { find, get, codeOf, taskOf };
