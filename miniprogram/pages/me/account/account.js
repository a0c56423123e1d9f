/** The account, to be read; what can be done about it is one tap away. */
const account = require('../../../services/account');
const login = require('../../../services/login');
const { FIELDS } = require('../../../generated/rules');
const { facts } = require('../../../shared/facts');
const { go } = require('../../../shared/go');
const { when } = require('../../../shared/words');
const { load, workOnTap } = require('../../../shared/work');

/** @type {('name' | 'school' | 'level' | 'college' | 'major' | 'class_name' | 'student_no' | 'contact_phone' | 'email')[]} */
const PROFILE = ['name', 'school', 'level', 'college', 'major', 'class_name', 'student_no', 'contact_phone', 'email'];

Page({
  data: { ready: false, loadError: null, busy: false, error: null, rows: [], avatar: '', proven: true },

  onShow() { this.load(); },
  load() {
    return load(this, async () => {
      const me = await account.get();
      const rows = facts([
        ['手机号', me.phone],
        ['注册时间', when(me.created_at)],
        ...PROFILE.map((name) => /** @type {[string, string | null]} */ ([FIELDS[name].label, me.profile && me.profile[name]])),
      ]);
      return { rows, avatar: me.avatar_url || '', proven: me.proven };
    });
  },
  prove() { go('/pages/me/prove/prove'); },
  consents() { go('/pages/me/consents/consents'); },
  export() { go('/pages/me/data/data'); },
  invoice() { go('/pages/me/invoice/invoice'); },
  contact() { go('/pages/home/contact/contact'); },
  leave() {
    return workOnTap(this, async () => {
      const { confirm } = await wx.showModal({ title: '退出登录', content: '未提交的内容会从这部手机上清除，订单不受影响。', confirmText: '退出' });
      if (!confirm) return;
      await login.leave();
      wx.reLaunch({ url: '/pages/home/home/home' });
    });
  },
});
