/** The first page: what this is, what waits for one, and the ways from here; open to everybody, with a session or
 * without. */
const badge = require('../../../services/badge');
const branch = require('../../../services/branch');
const orders = require('../../../services/orders');
const { serviceCard } = require('../../../shared/cards');
const { go } = require('../../../shared/go');
const { openTo } = require('../../../shared/guest');
const { codeOf } = require('../../../shared/scene');
const { todoOf } = require('../../../shared/way_out');
const { load } = require('../../../shared/work');

Page({
  data: {
    ready: false,
    loadError: null,
    guest: true,
    operator: '',
    todos: /** @type {ReturnType<typeof todoOf>[]} */ ([]),
    ways: [
      { art: 'way_code', title: '上传采集码', tells: '核对学籍信息' },
      { art: 'way_shoot', title: '拍摄照片', tells: '请人帮您拍' },
      { art: 'way_review', title: '审核报送', tells: '合格后报学信网' },
    ],
  },

  /** A scanned code leads on to its task. */
  onLoad(query) {
    const code = codeOf(query);
    if (code) go('/pages/tasks/start/start', { code });
    branch.settings().then(
      ({ operator }) => this.setData({ operator }),
      () => {
        /* a name less */
      },
    );
  },
  onShow() {
    this.load();
  },
  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },
  async load() {
    const shows = await load(this, async () => {
      const found = await openTo(async () => ({
        todos: (await orders.list()).orders.filter(({ waits }) => waits).map(todoOf),
      }));
      return { guest: found.guest, todos: found.guest ? [] : found.todos };
    });
    if (shows) badge.show(this.data.todos.length);
  },
  onShareAppMessage: serviceCard,

  start() {
    go('/pages/tasks/start/start');
  },
  requirements() {
    go('/pages/photo/requirements/requirements');
  },
  contact() {
    go('/pages/home/contact/contact');
  },
});
