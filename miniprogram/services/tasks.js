/** The task of the steps before there is an order: kept by its code, asked for again when it is not there. */
const { lookUpTask } = require('../generated/client');
const kept = require('./kept');

/** @typedef {import('../generated/types').PublicTask} Task */

/** @param {string} code */
const name = (code) => `task.${code.toUpperCase()}`;

/** @param {string} code @param {Task} task */
const keep = (code, task) => kept.put(name(code), task);

/** As a person typed it; type: GROUP or INDIVIDUAL, checked against what the code is, "" where nobody chose.
 * @param {string} code @param {string} type @returns {Promise<Task>}
 */
async function find(code, type) {
  const { task } = await lookUpTask({ code, task_type: type || null });
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

/** The task asks otherwise by now.  @param {string} code @param {Task['questions']} questions */
async function askAnew(code, questions) {
  keep(code, { ...await get(code), questions });
}

module.exports = { find, get, askAnew };
