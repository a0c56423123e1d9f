/** Who one is, and what can be done about it; without a login what everybody may read. */
const account = require('../../../services/account');
const branch = require('../../../services/branch');
const login = require('../../../services/login');
const { TITLES } = require('../../../generated/titles');
const { serviceCard } = require('../../../shared/cards');
const { go, restart } = require('../../../shared/go');
const { openTo } = require('../../../shared/guest');
const { load, workOnTap } = require('../../../shared/work');

Page({
  data: {
    ready: false,
    loadError: null,
    busy: false,
    error: null,
    guest: true,
    nickname: '',
    phone: '',
    avatar: '',
    proven: true,
    operator: '',
    telephone: '',
    titles: TITLES,
  },

  onLoad() {
    branch.settings().then(
      ({ operator, branch: { people } }) => {
        this.setData({ operator, telephone: people.length ? people[0].phone : '' });
      },
      () => {
        /* its page says what is wrong */
      },
    );
  },
  onShow() {
    this.load();
  },
  load() {
    return load(this, () =>
      openTo(async () => {
        const { phone, nickname, proven, avatar_url: avatar } = await account.get();
        return { phone, proven, nickname: nickname || '', avatar: avatar || '' };
      }),
    );
  },
  onShareAppMessage: serviceCard,

  login() {
    go('/pages/account/login/login');
  },
  prove() {
    go('/pages/me/prove/prove');
  },
  profile() {
    if (this.data.proven) go('/pages/me/profile/profile');
  },
  details() {
    go('/pages/me/details/details');
  },
  consents() {
    go('/pages/me/consents/consents');
  },
  sessions() {
    go('/pages/me/sessions/sessions');
  },
  export() {
    go('/pages/me/data/data');
  },
  invoice() {
    go('/pages/me/invoice/invoice');
  },
  contact() {
    go('/pages/home/contact/contact');
  },
  read(/** @type {WechatMiniprogram.BaseEvent} */ { currentTarget }) {
    go('/pages/home/text/text', { kind: currentTarget.dataset.kind });
  },
  leave() {
    return workOnTap(this, async () => {
      const { confirm } = await wx.showModal({
        title: '退出登录',
        content: '未提交的内容会从这部手机上清除，订单不受影响。',
        confirmText: '退出',
      });
      if (!confirm) return;
      await login.leave();
      restart('/pages/home/home/home');
    });
  },
});
