/** An account left this number in the last 72 hours: whoever did not do that takes it back. */
const login = require('../../../services/login');
const { afterLogin } = require('../../../shared/after_login');
const { work } = require('../../../shared/work');

Page({
  data: { busy: false, error: null },

  restore() {
    return work(this, async () => {
      const { next, other } = await login.restore();
      afterLogin(next, other);
    });
  },
  keep() {
    afterLogin();
  },
});
