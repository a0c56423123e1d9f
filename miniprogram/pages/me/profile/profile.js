/** The first login: a name and, if one likes, a picture; the name is not changed afterwards. */
const { putProfile } = require('../../../generated/client');
const account = require('../../../services/account');
const avatars = require('../../../services/avatars');
const { back } = require('../../../shared/go');
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
      if (this.data.avatar) await avatars.send(this.data.avatar);
      back();
    });
  },
});
