/** Whom a paid order's invoice is made out to. */
const { giveInvoiceTitle, showInvoiceTitle } = require('../../../generated/client');
const { mayInvoice } = require('../../../generated/order_looks');
const orders = require('../../../services/orders');
const { yuan } = require('../../../shared/words');
const { load, work } = require('../../../shared/work');

/** @typedef {{ kind: string, title: string, tax_no: string, email: string }} Title */

const EMAIL = /^[^@\s]+@[^@\s]+\.[^@\s]+$/;

/** Every order of hers, the newest first. */
async function all() {
  /** @type {orders.Order[]} */
  let found = [];
  for (let cursor = ''; ; ) {
    const page = await orders.list(cursor ? { cursor } : {});
    found = [...found, ...page.orders];
    if (!page.cursor) return found;
    cursor = page.cursor;
  }
}

/** @param {orders.Order} order */
const choiceOf = ({ order_id: value, student, price_text: price, task }) => ({
  value,
  label: `${student.name}，${yuan(price)}，${task.title}`,
});

Page({
  data: {
    ready: false,
    loadError: null,
    busy: false,
    error: /** @type {any} */ (null),
    choices: /** @type {{ value: string, label: string }[]} */ ([]),
    orderId: '',
    kinds: [
      { value: 'PERSONAL', label: '个人' },
      { value: 'COMPANY', label: '企业' },
    ],
    form: /** @type {Title} */ ({ kind: 'PERSONAL', title: '', tax_no: '', email: '' }),
    wrong: /** @type {Record<string, string>} */ ({}),
    state: /** @type {string | null} */ (null), // before a title was given
    number: '',
    saved: false,
  },

  wanted: '', // the order one came from

  onLoad({ order_id: orderId = '' }) {
    this.wanted = orderId;
    this.load();
  },
  onShow() {
    if (this.data.loadError) this.load();
  },
  /** The order one came from needs no list. */
  async load() {
    const { wanted } = this;
    await load(
      this,
      async () => {
        const paid = (wanted ? [await orders.show(wanted)] : await all()).filter(mayInvoice);
        return { choices: paid.map(choiceOf) };
      },
      wanted ? { orderId: wanted } : {},
    );
    if (wanted && this.data.choices.length) await this.show(wanted);
  },
  choose(/** @type {WechatMiniprogram.CustomEvent<{ value: string }>} */ { detail }) {
    return this.show(detail.value);
  },
  show(/** @type {string} */ orderId) {
    return work(this, async () => {
      const { kind, title, tax_no, email, state, number } = await showInvoiceTitle(orderId);
      this.setData({
        orderId,
        form: { kind, title, tax_no, email },
        wrong: {},
        saved: false,
        state,
        number,
      });
    });
  },
  typed(/** @type {WechatMiniprogram.CustomEvent<{ name: string, value: string }>} */ { detail }) {
    this.setData({ [`form.${detail.name}`]: detail.value, [`wrong.${detail.name}`]: '', error: null, saved: false });
  },
  save() {
    const { form, orderId } = this.data;
    const company = form.kind === 'COMPANY';
    const wrong = {
      title: form.title.trim() ? '' : '请填写发票抬头',
      tax_no: company && !form.tax_no.trim() ? '企业抬头需要填写税号' : '',
      email: EMAIL.test(form.email.trim()) ? '' : '请填写接收发票的邮箱',
    };
    this.setData({ wrong });
    if (wrong.title || wrong.tax_no || wrong.email) return undefined;
    return work(this, async () => {
      const said = await giveInvoiceTitle(orderId, {
        ...form,
        email: form.email.trim(),
        tax_no: company ? form.tax_no : '',
      });
      this.setData({ state: said.state, saved: true });
    });
  },
});
