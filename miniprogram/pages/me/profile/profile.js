/** What one is called here, and the account's picture: after the first login, and whenever one likes. */
const { putAccount } = require('../../../generated/client');
const account = require('../../../services/account');
const avatars = require('../../../services/avatars');
const { back } = require('../../../shared/go');
const { shown } = require('../../../shared/shown');
const { load, work } = require('../../../shared/work');

/** WeChat empties the field of a nickname it does not let pass, and looks as if it was the person. */
const isToGo = async () =>
  (
    await wx.showModal({
      title: '删除昵称',
      content: '昵称是空的，保存后不再显示昵称。没有通过微信检查的昵称也会被清空，需要时请换一个。',
      confirmText: '删除',
      cancelText: '返回填写',
    })
  ).confirm;

const REFUSED = '微信没有通过这个昵称，请换一个';

Page({
  data: {
    first: false,
    ready: false,
    loadError: null,
    nickname: '',
    avatar: '',
    chosen: '',
    wrong: '',
    busy: false,
    error: null,
  },

  refused: false, // WeChat's review of what was typed last

  onLoad({ first }) {
    this.setData({ first: Boolean(first) });
    this.load();
  },
  onShow() {
    if (this.data.loadError) this.load();
  },
  load() {
    return load(this, async () => {
      const { nickname, avatar_url: avatar } = await account.get();
      return { nickname: nickname || '', avatar: avatar || '' };
    });
  },
  choseAvatar(/** @type {WechatMiniprogram.CustomEvent<{ avatarUrl: string }>} */ { detail }) {
    if (!detail.avatarUrl) return; // the visitor went back
    this.setData({ chosen: detail.avatarUrl, wrong: this.refused ? REFUSED : '' });
  },
  reviewed(/** @type {WechatMiniprogram.CustomEvent<{ pass: boolean, timeout: boolean }>} */ { detail }) {
    this.refused = !detail.pass && !detail.timeout;
    if (this.refused) this.setData({ wrong: REFUSED });
  },
  typed() {
    this.refused = false;
    if (this.data.wrong) this.setData({ wrong: '' });
  },
  /** A form's submit, since WeChat looks at a nickname when the field is left. */
  save(/** @type {WechatMiniprogram.FormSubmit} */ { detail }) {
    const nickname = String(detail.value.nickname || '').trim();
    const { first, nickname: before, avatar, chosen } = this.data;
    const nothing = nickname || before || avatar || chosen ? '' : '请填写昵称，或选择头像';
    const wrong = this.refused && !nickname ? REFUSED : nothing;
    this.refused = false; // it was said: saving once more means the rest
    this.setData({ wrong });
    if (wrong) return undefined;
    return work(this, async () => {
      if (!nickname && before && !(await isToGo())) return;
      if (nickname !== before) {
        account.set(await putAccount({ nickname }));
        this.setData({ nickname });
      }
      const problem =
        chosen &&
        (await avatars.send(chosen).then(
          () => null,
          (refused) => refused,
        ));
      if (problem && !first) throw problem;
      back(
        problem
          ? () => {
              wx.showToast({
                title: `头像没有保存：${shown(problem, {}).message}，可以稍后在“我的”里更换`,
                icon: 'none',
                duration: 4000,
              });
            }
          : null,
      );
    });
  },
  later() {
    back();
  },
});
