/** What a person agreed to, when, and how to take it back; also where a step sends who has not agreed yet. */
const { LOSES } = require('../../../generated/wording');
const account = require('../../../services/account');
const { when } = require('../../../shared/words');
const { load, work, workOnTap } = require('../../../shared/work');

/** @typedef {import('../../../generated/types').AccountView} Account */

/** @param {Account} me */
const rows = (me) => ({
  consents: me.consents.map(({ kind, title, text, given_at }) => ({
    kind,
    title,
    text,
    given: when(given_at),
    open: !given_at,
  })),
});

Page({
  data: {
    ready: false,
    loadError: null,
    busy: false,
    error: null,
    consents: /** @type {ReturnType<typeof rows>['consents']} */ ([]),
  },

  onLoad() {
    this.load();
  },
  onShow() {
    if (this.data.loadError) this.load();
  },
  load() {
    return load(this, async () => rows(await account.refresh()));
  },
  unfold(/** @type {WechatMiniprogram.BaseEvent} */ { currentTarget }) {
    const { at } = currentTarget.dataset;
    this.setData({ [`consents[${at}].open`]: !this.data.consents[at].open });
  },
  agree(/** @type {WechatMiniprogram.BaseEvent} */ { currentTarget }) {
    return work(this, () => this.set(currentTarget.dataset.kind, true));
  },
  withdraw(/** @type {WechatMiniprogram.BaseEvent} */ { currentTarget }) {
    const { kind } = currentTarget.dataset;
    return workOnTap(this, async () => {
      const { confirm } = await wx.showModal({ title: '撤回同意', content: LOSES[kind], confirmText: '撤回同意' });
      if (confirm) await this.set(kind, false);
    });
  },
  async set(/** @type {string} */ kind, /** @type {boolean} */ agreed) {
    const consent = (await account.get()).consents.find((one) => one.kind === kind);
    if (consent) this.setData(rows(await account.consent(consent, agreed)));
  },
});
