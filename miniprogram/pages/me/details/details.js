/** The number of the account, and since when there is one. */
const account = require('../../../services/account');
const { facts } = require('../../../shared/facts');
const { go } = require('../../../shared/go');
const { when } = require('../../../shared/words');
const { load } = require('../../../shared/work');

Page({
  data: { ready: false, loadError: null, proven: false, rows: [] },

  onShow() {
    this.load();
  },
  load() {
    return load(this, async () => {
      const me = await account.get();
      return {
        proven: me.proven,
        rows: facts([
          ['手机号', me.phone],
          ['注册时间', when(me.created_at)],
        ]),
      };
    });
  },
  phone() {
    go('/pages/me/phone/phone');
  },
});
