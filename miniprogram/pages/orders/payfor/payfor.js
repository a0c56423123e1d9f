/** Paying for somebody else, by a card sent in WeChat and without a login: a title, half a name, an amount. */
const { askByLink, showPayRequest } = require('../../../generated/client');
const { linkEndOf } = require('../../../generated/pay_states');
const branch = require('../../../services/branch');
const { ofLink } = require('../../../services/payables');
const pays = require('../../../services/pays');
const { Refusal } = require('../../../services/request');
const { go } = require('../../../shared/go');
const { endOf, HINTS, linkPageOf, UNPAID } = require('../../../shared/pay_notes');
const { decoded } = require('../../../shared/scene');
const { load, work } = require('../../../shared/work');

const isOver = (/** @type {unknown} */ problem) =>
  problem instanceof Refusal && ['pay_link_over', 'pay_link_paid'].includes(problem.code);

/** @typedef {import('../../../generated/types').LinkPaymentState} Own */

/** How the payment that this phone began stands, also before the app was closed; null where it began none.
 * @param {string} token @returns {Promise<Own | null>}
 */
async function own(token) {
  const known = pays.begun(ofLink(token).name);
  if (!known) return null;
  return askByLink(token, known.key).catch((problem) => {
    if (problem instanceof Refusal && ['payment_not_found', 'pay_link_over'].includes(problem.code)) return null;
    throw problem;
  });
}

Page({
  data: {
    token: '',
    ready: false,
    loadError: null,
    busy: false,
    error: null,
    operator: '',
    name: '',
    title: '',
    price: '',
    until: '',
    ways: false,
    hint: '',
    note: '',
    unsure: false,
    lost: false,
    end: /** @type {string[] | null} */ (null),
    thanks: false,
  },
  over: false,
  said: /** @type {import('../../../shared/pay_notes').Said} */ ('settled'), // of the last payment

  onLoad({ token }) {
    this.setData({ token: decoded(token) });
    branch.settings().then(
      ({ operator }) => this.setData({ operator }),
      () => {
        /* a name less */
      },
    );
  },
  /** Also back from the background: somebody else may have paid meanwhile. */
  onShow() {
    if (!this.data.busy) this.load();
  },
  onUnload() {
    this.over = true;
  },
  load() {
    const { token } = this.data;
    return load(this, async () => {
      const mine = await own(token);
      const end = mine && linkEndOf(mine);
      if (end) return endOf(end);
      try {
        const asked = await showPayRequest(token, { mini: true, platform: wx.getDeviceInfo().platform });
        return linkPageOf(asked, this.said, mine ? mine.state : '');
      } catch (problem) {
        const late = mine && isOver(problem) && linkEndOf(mine, true);
        if (!late) throw problem;
        return endOf(late);
      }
    });
  },
  pay() {
    const payable = ofLink(this.data.token);
    return work(this, async () => {
      try {
        const started = await pays.start(payable);
        this.setData({ note: '', unsure: false });
        this.said = 'settled';
        const said = await pays.open(
          payable,
          started,
          () => {},
          () => this.over,
        );
        this.said = await pays.outcome(payable, started.key, said);
      } catch (problem) {
        if (!isOver(problem)) throw problem;
      }
      if (!(await this.load()) && this.said === 'lost') this.setData({ note: HINTS.lost, lost: true });
    });
  },
  look() {
    if (this.data.busy) return this.load(); // a cashier is open, and its callback may never come
    return work(this, async () => {
      if ((await this.load()) && !this.data.end) wx.showToast({ title: UNPAID, icon: 'none' });
    });
  },
  contact() {
    go('/pages/home/contact/contact');
  },
});
