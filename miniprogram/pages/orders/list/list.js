/** My orders under three tabs. */
const badge = require('../../../services/badge');
const orders = require('../../../services/orders');
const { follow } = require('../../../shared/follow');
const { go } = require('../../../shared/go');
const { openTo } = require('../../../shared/guest');
const { ORDER_TABS } = require('../../../generated/labels');
const { rowOf } = require('../../../shared/way_out');
const { load, work } = require('../../../shared/work');

/** @typedef {{ orders: orders.Order[], cursor: string | null }} Page */

Page({
  data: {
    tab: 'ALL',
    tabs: ORDER_TABS,
    empty: '',
    ready: false,
    loadError: null,
    busy: false,
    error: null,
    guest: false,
    rows: /** @type {ReturnType<typeof rowOf>[]} */ ([]),
    more: false,
  },
  orders: /** @type {orders.Order[]} */ ([]),
  cursor: /** @type {string | null} */ (null),

  onShow() {
    this.load();
  },
  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },
  onReachBottom() {
    if (this.cursor) this.loadMore();
  },
  async load() {
    /** @type {Page} */
    let page = { orders: [], cursor: null };
    const shows = await load(this, () =>
      openTo(async () => {
        page = await orders.list();
        return this.shown(page);
      }),
    );
    if (!shows) return;
    Object.assign(this, page);
    badge.show(page.orders.filter(({ waits }) => waits).length);
  },
  loadMore() {
    return work(this, async () => {
      const { cursor } = this;
      const page = await orders.list({ cursor });
      if (this.cursor !== cursor) return; // the list was loaded anew meanwhile
      this.orders = [...this.orders, ...page.orders];
      this.cursor = page.cursor;
      this.setData(this.shown(this));
    });
  },
  shown(/** @type {Page} */ { orders: known, cursor }) {
    const { key, empty } = ORDER_TABS.find((tab) => tab.key === this.data.tab) || ORDER_TABS[0];
    return { rows: known.filter(({ tab }) => key === 'ALL' || tab === key).map(rowOf), empty, more: cursor !== null };
  },
  choose(/** @type {WechatMiniprogram.BaseEvent} */ { currentTarget }) {
    this.setData({ tab: currentTarget.dataset.tab });
    this.setData(this.shown(this));
  },
  open(/** @type {WechatMiniprogram.BaseEvent} */ { currentTarget }) {
    go('/pages/orders/detail/detail', { order_id: currentTarget.dataset.id });
  },
  act(/** @type {WechatMiniprogram.BaseEvent} */ { currentTarget }) {
    follow(currentTarget.dataset.action);
  },
  login() {
    go('/pages/account/login/login');
  },
  start() {
    go('/pages/tasks/start/start');
  },
});
