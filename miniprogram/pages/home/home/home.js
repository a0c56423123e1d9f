/** The first page: who one is, and the ways from here; open to everybody, with a session or without. */
const account = require('../../../services/account');
const avatars = require('../../../services/avatars');
const session = require('../../../services/session');
const { go } = require('../../../shared/go');
const { codeOf } = require('../../../shared/scene');
const { load, work } = require('../../../shared/work');

Page({
  data: { ready: false, loadError: null, busy: false, error: null, guest: false, name: '', phone: '', avatar: '' },

  /** A scanned code leads on to its task. */
  onLoad(query) {
    const code = codeOf(query);
    if (code) go('/pages/tasks/start/start', { code });
  },
  onShow() { this.load(); },
  load() {
    return load(this, async () => {
      if (!session.token()) return { guest: true };
      const { phone, profile, avatar_url: avatar } = await account.get();
      return { guest: false, phone, name: (profile && profile.name) || '', avatar: avatar || '' };
    });
  },

  choseAvatar(/** @type {WechatMiniprogram.CustomEvent<{ avatarUrl: string }>} */ { detail }) {
    if (!detail.avatarUrl) return undefined; // the visitor went back
    return work(this, async () => {
      await avatars.send(detail.avatarUrl);
      await this.load();
      wx.showToast({ title: '头像已更新', icon: 'none' });
    });
  },
  login() { go('/pages/account/login/login'); },
  start() { go('/pages/tasks/start/start'); },
  orders() { go('/pages/orders/list/list'); },
  me() { go('/pages/me/account/account'); },
  contact() { go('/pages/home/contact/contact'); },
});
