/** The branch: where it is, how to get there, when it is open, whom to call. */
const { settings } = require('../../../services/branch');
const { canDial } = require('../../../generated/sentences');
const { call } = require('../../../shared/follow');
const { load } = require('../../../shared/work');

Page({
  data: { ready: false, loadError: null, people: [], branch: { route: [] } },
  onLoad() {
    this.load();
  },
  load() {
    return load(this, async () => {
      const { branch } = await settings();
      return { branch, people: branch.people.map((one) => ({ ...one, dialled: canDial(one.phone) })) };
    });
  },
  call(/** @type {WechatMiniprogram.BaseEvent} */ { currentTarget }) {
    call(currentTarget.dataset.phone);
  },
});
