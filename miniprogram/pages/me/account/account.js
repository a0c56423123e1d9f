/** Who one is, and what can be done about it; without a login what everybody may read. */
const account = require('../../../services/account');
const avatars = require('../../../services/avatars');
const branch = require('../../../services/branch');
const login = require('../../../services/login');
const { TITLES } = require('../../../generated/titles');
const { serviceCard } = require('../../../shared/cards');
const { go, restart } = require('../../../shared/go');
const { openTo } = require('../../../shared/guest');
const { load, work, workOnTap } = require('../../../shared/work');

Page({
  data: {
    ready: false, loadError: null, busy: false, error: null, guest: true, name: '', phone: '', avatar: '', proven: true,
    operator: '', telephone: '', titles: TITLES,
  },

  onLoad() {
    branch.settings().then(({ operator, branch: { people } }) => {
      this.setData({ operator, telephone: people.length ? people[0].phone : '' });
    }, () => { /* its page says what is wrong */ });
  },
  onShow() { this.load(); },
  load() {
    return load(this, () => openTo(async () => {
      const { phone, profile, proven, avatar_url: avatar } = await account.get();
      return { phone, proven, name: (profile && profile.name) || '', avatar: avatar || '' };
    }));
  },
  choseAvatar(/** @type {WechatMiniprogram.CustomEvent<{ avatarUrl: string }>} */ { detail }) {
    if (!detail.avatarUrl) return undefined; // the visitor went back
    return work(this, async () => {
      await avatars.send(detail.avatarUrl);
      await this.load();
      wx.showToast({ title: '头像已更新', icon: 'none' });
    });
  },
  onShareAppMessage: serviceCard,

  login() { go('/pages/account/login/login'); },
  prove() { go('/pages/me/prove/prove'); },
  details() { go('/pages/me/details/details'); },
  consents() { go('/pages/me/consents/consents'); },
  export() { go('/pages/me/data/data'); },
  invoice() { go('/pages/me/invoice/invoice'); },
  contact() { go('/pages/home/contact/contact'); },
  read(/** @type {WechatMiniprogram.BaseEvent} */ { currentTarget }) {
    go('/pages/home/text/text', { kind: currentTarget.dataset.kind });
  },
  leave() {
    return workOnTap(this, async () => {
      const { confirm } = await wx.showModal({ title: '退出登录', content: '未提交的内容会从这部手机上清除，订单不受影响。', confirmText: '退出' });
      if (!confirm) return;
      await login.leave();
      restart('/pages/home/home/home');
    });
  },
});
