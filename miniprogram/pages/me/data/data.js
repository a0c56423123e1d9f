/** A person's own data: a copy of it, its deletion, and closing the account. */
const { closeMyAccount, deleteMyData, exportMyData, planDeletion } = require('../../../generated/client');
const account = require('../../../services/account');
const kept = require('../../../services/kept');
const login = require('../../../services/login');
const { go, restart } = require('../../../shared/go');
const { goOn, withProof } = require('../../../shared/proving');
const { when } = require('../../../shared/words');
const { work, workOnTap } = require('../../../shared/work');

/** @typedef {{ what: string, why: string }[]} Kept */

const PERSONAL = ['form.', 'read.']; // of what this phone keeps

/** @param {Kept} standing */
const keptText = (standing) =>
  standing.length ? `\n以下内容依法保留：${standing.map(({ what, why }) => `${what}（${why}）`).join('；')}` : '';

Page({
  data: { busy: false, error: null, proving: false, link: '', until: '', done: '', kept: /** @type {Kept} */ ([]) },

  /** A phone keeps no zip for later, so its address is handed over, to be opened in a browser. */
  export() {
    return work(this, () =>
      withProof(this, async () => {
        const { url, expires_at: until } = await exportMyData();
        this.setData({ link: url, until: when(until) });
      }),
    );
  },
  copy() {
    wx.setClipboardData({
      data: this.data.link,
      fail() {
        /* the visitor does not want it there */
      },
    });
  },
  erase() {
    return workOnTap(this, async () => {
      const plan = await planDeletion();
      if (!plan.orders.length && !plan.profile) {
        this.setData({ done: '现在没有可以删除的信息。', kept: plan.kept });
        return;
      }
      const what = [
        plan.orders.length ? `${plan.orders.length} 个订单的照片和学生信息` : '',
        plan.profile ? '账号资料' : '',
      ]
        .filter(Boolean)
        .join('、');
      const { confirm } = await wx.showModal({
        title: '删除我的数据',
        content: `将删除：${what}。删除后不能恢复。${keptText(plan.kept)}`,
        confirmText: '确认删除',
        cancelText: '再想想',
      });
      if (!confirm) return;
      await withProof(this, async () => {
        const deleted = await deleteMyData({ confirmed: true });
        PERSONAL.forEach((start) => kept.dropAll(start));
        account.set(null);
        this.setData({ done: `已于 ${when(deleted.at)} 删除。`, kept: deleted.kept });
      });
    });
  },
  close() {
    return workOnTap(this, async () => {
      const { confirm } = await wx.showModal({
        title: '注销账号',
        content: '没有进行中的订单时可以注销。注销后不能再用这个账号查看订单，手机号可以重新注册。',
        confirmText: '确认注销',
        cancelText: '再想想',
      });
      if (!confirm) return;
      await withProof(this, async () => {
        await closeMyAccount({ confirmed: true });
        login.forget();
        restart('/pages/home/home/home');
      });
    });
  },
  proven() {
    return goOn(this);
  },
  consents() {
    go('/pages/me/consents/consents');
  },
  contact() {
    go('/pages/home/contact/contact');
  },
});
