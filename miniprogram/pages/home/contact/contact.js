/** The branch: where it is, how to get there, when it is open, whom to call. */
const { settings } = require('../../../services/branch');
const { call } = require('../../../shared/follow');
const { load } = require('../../../shared/work');

Page({
  data: { ready: false, loadError: null, branch: { people: [], route: [] } },
  onLoad() {
    this.load();
  },
  load() {
    return load(this, async () => ({ branch: (await settings()).branch }));
  },
  call(/** @type {WechatMiniprogram.BaseEvent} */ { currentTarget }) {
    call(currentTarget.dataset.phone);
  },
});
