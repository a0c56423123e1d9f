/** The questions of a form, as the server asks them, on this phone's screen. */

/** @typedef {import('../generated/types').Question} Question */
/** @typedef {ReturnType<typeof shownField>} Shown */

/** Of WeChat's keyboards.  @type {Record<string, string>} */
const KEYBOARDS = { PHONE: 'number', ID_TAIL: 'idcard' };

/** Ways to print are the branch's own, and the one that was chosen before.  @param {Question} question
 * @param {string[]} layouts @param {string} value */
const shownField = (question, layouts, value) => ({
  ...question,
  value,
  wrong: '',
  type: KEYBOARDS[question.kind] || 'text',
  choices:
    question.name === 'layout'
      ? [...new Set([...layouts, value].filter(Boolean))].map((layout) => ({ value: layout, label: layout }))
      : question.choices,
});

module.exports = { shownField };
