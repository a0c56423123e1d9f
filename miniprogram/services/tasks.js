/** The task of the steps before there is an order: kept by its code, asked for again after a while: its branch may
 * change it. */
const { lookUpTask } = require('../generated/client');
const kept = require('./kept');

/** @typedef {import('../generated/types').PublicTask} Task */

const FRESH_MS = 10 * 60_000; // longer than its steps take, shorter than a phone keeps what it knows

/** @param {string} code */
const name = (code) => `task.rows.${code.toUpperCase()}`; // an earlier version kept tasks without their rows

/** @param {string} code @param {Task} task */
const keep = (code, task) => kept.put(name(code), { task, until: Date.now() + FRESH_MS });

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
  if (known && known.until > Date.now()) return known.task;
  const { task } = await lookUpTask({ code });
  keep(code, task);
  return task;
}

/** The task asks otherwise by now; one that is not kept here comes with its questions.  @param {string} code
 * @param {Task['questions']} questions */
function askAnew(code, questions) {
  const known = kept.get(name(code));
  if (known) keep(code, { ...known.task, questions });
}

module.exports = { find, get, askAnew };
