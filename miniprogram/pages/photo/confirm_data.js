/** What the page shows on which a photo is handed in. */
const { handingIn, SHOWN } = require('../../generated/appeal');
const { yuan } = require('../../shared/words');
const { wayOut } = require('../../shared/way_out');

/** @typedef {import('../../generated/types').OrderView} Order */
/** @typedef {import('../../generated/types').AppealView} Appeal */

const ACTIONS = ['submit', 'resubmit', 'appeal'];
/** Steps of an order that a photo may be handed in for: a new one, after a withdrawal the same one, or one that the
 * machine refused. */
const HANDS_IN = new Set(['CONFIRM', 'EDIT', 'PHOTO']);

/** @param {Order} order @param {Appeal} appeal */
const appealShown = ({ photo }, { choices, most_note: most, privacy, sentence }) => ({
  choices,
  most_note: most,
  privacy,
  sentence,
  findings: (photo?.report?.findings ?? [])
    .filter(({ severity }) => severity === 'fail')
    .map(({ message }) => message)
    .join('；'),
});

/** The way back to the form, while nothing is handed in.  @param {Order} order */
function mendOf({ state, task }) {
  if (state !== 'DRAFT') return '';
  return task.collect_mode === 'ENCRYPTED' ? '不是本人的采集码？重新上传' : '姓名、学号等填写有误？重新填写';
}

/** @param {Order} order */
function confirmData(order) {
  const { actions, next, photo, price, state, task } = order;
  const appeal = order.appeal?.state === 'MAY' ? appealShown(order, order.appeal) : null;
  const again = state !== 'DRAFT';
  return {
    way: wayOut(order),
    contacts: task.contacts,
    refund: task.refund_text,
    delivery: task.delivery_text,
    kept: task.kept_text,
    open: ACTIONS.some((action) => actions.includes(action)) && next !== null && HANDS_IN.has(next.screen),
    again,
    appeal,
    cost: price ? yuan(order.price_text) : '免费',
    tries: order.tries_left,
    preview: photo?.preview_url || '',
    says: appeal ? SHOWN : photo ? `${photo.says}。` : '',
    rows: order.details,
    word: handingIn({ again, free: !price, appeal: appeal !== null }),
    mend: mendOf(order),
    reachable: actions.includes('contact'),
  };
}

module.exports = { confirmData };
