/** What the photo page shows of an order and of a verdict. */
const photos = require('../../services/photos');
const { wayOut } = require('../../shared/way_out');

/** @typedef {import('../../generated/types').OrderView} Order */
/** @typedef {import('../../generated/types').AccountView} Account */

const SENDS = new Set(['submit', 'resubmit']);

/** @param {number} part */
const percent = (part) => `${(part * 100).toFixed(2)}%`;

const TOP = 0.06; // of the picture: above a box that begins there is no room for its number

/** Where a finding is in the picture; "" for nowhere.  @param {[number, number, number, number] | null} box */
const place = (box) =>
  box ? `left:${percent(box[0])};top:${percent(box[1])};width:${percent(box[2])};height:${percent(box[3])}` : '';

/** spent: rejected before, so it cannot be sent again.  @param {photos.Photo | null} photo @param {boolean} spent */
function judgedData(photo, spent) {
  if (!photo || !photos.isJudged(photo)) return null;
  const found = photo.report ? photo.report.findings : [];
  const passed = photo.state === 'PASSED';
  return {
    says: photo.says,
    passed,
    spent,
    preview: photo.preview_url || '',
    finished: (passed && photo.preview_url) || '',
    before: (passed && photo.before) || '',
    head: photo.head,
    replaced: photo.background_replaced === true,
    fails: found.filter(({ severity }) => severity === 'fail').length,
    findings: found.map(({ code, severity, message, cure, box }) => ({
      code,
      severity,
      message,
      cure,
      place: place(box),
      inside: box !== null && box[1] < TOP, // its number
    })),
  };
}

/** A rejected photo is the newest until another one comes.  @param {Order} order */
const isSpent = (order) =>
  order.rejection !== null &&
  order.photo !== null &&
  order.photo.state === 'PASSED' &&
  !order.actions.some((action) => SENDS.has(action));

/** Whether a person may be asked about the order's newest photo; beside its verdict.  @param {Order} order */
const appealData = ({ appeal }) => appeal && { may: appeal.state === 'MAY', sentence: appeal.sentence };

/** @param {Order} order @param {Account} me */
function orderData(order, me) {
  const face = me.consents.find(({ kind }) => kind === 'FACE');
  return {
    way: wayOut(order),
    wanted: order.actions.includes('upload'),
    withdrawable: order.actions.includes('withdraw'),
    album: order.task.allow_album,
    rejection: order.rejection,
    correcting: order.state === 'CORRECTION',
    consent: face && !face.given_at ? face : null,
    judged: judgedData(order.photo, isSpent(order)),
    appeal: appealData(order),
  };
}

module.exports = { appealData, judgedData, orderData };
