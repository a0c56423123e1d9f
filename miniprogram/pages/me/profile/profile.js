/** The first login: a name and, if one likes, a picture; the name is not changed afterwards. */
const { putProfile } = require('../../../generated/client');
const account = require('../../../services/account');
const avatars = require('../../../services/avatars');
const { back } = require('../../../shared/go');
const { shown } = require('../../../shared/shown');
const { work } = require('../../../shared/work');

Page({
  data: { avatar: '', wrong: '', busy: false, error: null },

  choseAvatar(/** @type {WechatMiniprogram.CustomEvent<{ avatarUrl: string }>} */ { detail }) {
    if (detail.avatarUrl) this.setData({ avatar: detail.avatarUrl }); // else the visitor went back
  },
  /** A form's submit, since WeChat looks at a nickname when the field is left. */
  save(/** @type {WechatMiniprogram.FormSubmit} */ { detail }) {
    const name = String(detail.value.name || '').trim();
    this.setData({ wrong: name ? '' : '请填写姓名' });
    if (!name) return undefined;
    return work(this, async () => {
      account.set(await putProfile({ name }));
      const refused = this.data.avatar && (await avatars.send(this.data.avatar).then(() => null, (problem) => shown(problem, {})));
      if (refused) wx.showToast({ title: `姓名已保存。头像没有保存：${refused.message}，可以稍后在首页更换`, icon: 'none', duration: 4000 });
      back();
    });
  },
});
