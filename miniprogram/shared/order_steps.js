/** An order's way: 提交, 支付, 审核, 制作, 校对; free ones without 支付, with 勘误 where it is being corrected. */

/** @typedef {import('../generated/types').OrderView} Order */

/** How many steps are behind an order of a state, counted with 支付.  @type {Record<string, number>} */
const PASSED = {
  DRAFT: 0,
  AWAITING_PAYMENT: 1,
  IN_REVIEW: 2,
  WITHDRAWN: 2,
  REJECTED: 2,
  APPROVED: 3,
  IN_PRODUCTION: 3,
  CORRECTION: 3,
  DONE: 4,
};
const HALTED = new Set(['REJECTED', 'CORRECTION']);

/** Nothing for an order that goes no further.  @param {Order} order @returns {{ label: string, look: string }[]} */
function stepsOf({ state, price }) {
  const at = PASSED[state];
  if (at === undefined) return [];
  return ['提交', '支付', '审核', state === 'CORRECTION' ? '勘误' : '制作', '校对']
    .map((label, no) => ({ label, look: no < at ? 'done' : no > at ? '' : HALTED.has(state) ? 'halt' : 'now' }))
    .filter(({ label }) => price || label !== '支付');
}

module.exports = { stepsOf };
