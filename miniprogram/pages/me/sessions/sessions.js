/** Where she is logged in, and how to end it: one by one, or everywhere but here. */
const { endLogin, endOtherLogins, listLogins } = require('../../../generated/client');
const { placeOf, WHAT_ENDS } = require('../../../generated/logins');
const { goOn, withProof } = require('../../../shared/proving');
const { when } = require('../../../shared/words');
const { load, workOnTap } = require('../../../shared/work');

/** @typedef {import('../../../generated/types').LoginRows} LoginRows */

/** @param {LoginRows} answer */
const rows = ({ sessions }) => ({
  logins: sessions.map((login) => ({
    id: login.session_id,
    place: placeOf(login),
    begun: when(login.begun_at) || '较早以前',
    used: when(login.used_at),
    ends: when(login.ends_at),
    current: login.current,
  })),
});

Page({
  data: {
    ready: false,
    loadError: null,
    busy: false,
    error: null,
    said: '',
    proving: false,
    logins: /** @type {ReturnType<typeof rows>['logins']} */ ([]),
  },

  onLoad() {
    this.load();
  },
  onShow() {
    if (this.data.loadError) this.load();
  },
  load() {
    return load(this, async () => rows(await listLogins()));
  },
  end(/** @type {WechatMiniprogram.BaseEvent} */ { currentTarget }) {
    const { id, place } = currentTarget.dataset;
    return this.ask(`退出 ${place}`, `${place} 已退出。`, () => endLogin(id));
  },
  endOthers() {
    return this.ask('退出其他所有设备', '其他设备都已退出。', endOtherLogins);
  },
  proven() {
    return goOn(this);
  },
  /** Ends what the person agrees to end.
   * @param {string} title @param {string} said @param {() => Promise<LoginRows>} work */
  ask(title, said, work) {
    return workOnTap(this, async () => {
      const { confirm } = await wx.showModal({ title, content: WHAT_ENDS, confirmText: '退出' });
      if (confirm) await withProof(this, async () => this.setData({ ...rows(await work()), said }));
    });
  },
});
