/** A number may have a new owner: the ID's last four, or a collection code again, show whose account it is. */
const { putAccount } = require('../../../generated/client');
const { folded, wrongOf } = require('../../../generated/answers');
const { FIELDS } = require('../../../generated/rules');
const account = require('../../../services/account');
const { afterLogin } = require('../../../shared/after_login');
const { go } = require('../../../shared/go');
const { load, work } = require('../../../shared/work');

Page({
  data: {
    ready: false,
    loadError: null,
    busy: false,
    error: null,
    known: false,
    label: FIELDS.id_tail.label,
    tail: '',
    wrong: '',
  },

  onLoad() {
    this.load();
  },
  onShow() {
    if (this.data.loadError) this.load();
  },
  load() {
    return load(this, async () => ({ known: (await account.get()).id_tail_known }));
  },
  typed(/** @type {WechatMiniprogram.CustomEvent<{ value: string }>} */ { detail }) {
    this.setData({ tail: detail.value, wrong: '' });
  },
  prove() {
    const { tail } = this.data;
    const wrong = wrongOf(FIELDS.id_tail, tail);
    this.setData({ wrong });
    if (wrong) return undefined;
    return work(this, async () => {
      account.set(await putAccount({ id_tail: folded(FIELDS.id_tail, tail) }));
      afterLogin();
    });
  },
  upload() {
    go('/pages/tasks/start/start');
  },
  contact() {
    go('/pages/home/contact/contact');
  },
});
