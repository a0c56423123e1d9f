/** How an order's student is reached and where her prints go, until they are made. */
const { folded, wrongOf } = require('../../../generated/answers');
const branch = require('../../../services/branch');
const kept = require('../../../services/kept');
const orders = require('../../../services/orders');
const { chosenAddress } = require('../../../shared/address');
const { leave } = require('../../../shared/go');
const { shownField } = require('../../../shared/questions');
const { wayOut } = require('../../../shared/way_out');
const { load, work } = require('../../../shared/work');

/** @typedef {keyof orders.Order['contact']} Name */
/** @typedef {ReturnType<typeof shownAs>} Shown */

/** What was typed and not saved yet.  @param {string} orderId */
const name = (orderId) => `contact.${orderId}`;

/** The phone comes masked: its field is empty, and stays as it is while nothing is typed.
 * @param {orders.Order['contact']} contact @param {string[]} layouts
 * @param {orders.Order['contact_questions'][number]} question
 */
function shownAs(contact, layouts, question) {
  const known = contact[/** @type {Name} */ (question.name)];
  const [value, placeholder] = question.name === 'contact_phone' ? ['', known] : [known, ''];
  return { ...shownField(question, layouts, value), before: value, placeholder };
}

/** The sentence stands at its field, and the button below all of them.  @param {string} field */
const scrollTo = (field) => wx.pageScrollTo({ selector: `#${field}`, offsetTop: -80 });

Page({
  data: {
    orderId: '',
    ready: false,
    loadError: null,
    open: false,
    fields: /** @type {Shown[]} */ ([]),
    posts: false,
    beside: false,
    busy: false,
    error: /** @type {any} */ (null),
    way: /** @type {ReturnType<typeof wayOut> | null} */ (null),
  },

  onLoad({ order_id: orderId = '' }) {
    this.setData({ orderId });
    this.load();
  },
  onShow() {
    if (this.data.loadError) this.load();
  },
  load() {
    const { orderId } = this.data;
    return load(
      this,
      async () => {
        const order = await orders.show(orderId);
        const asks = (/** @type {string} */ field) =>
          order.contact_questions.some((question) => question.name === field);
        const layouts = asks('layout') ? (await branch.settings()).layouts : [];
        const typed = kept.get(name(orderId), {});
        return {
          way: wayOut(order),
          open: order.actions.includes('contact'),
          posts: asks('address'),
          fields: order.contact_questions
            .map((question) => shownAs(order.contact, layouts, question))
            .map((field) => ({ ...field, value: typed[field.name] ?? field.value })),
        };
      },
      { orderId },
    );
  },
  typed(/** @type {WechatMiniprogram.CustomEvent<{ name: string, value: string }>} */ { detail }) {
    const at = this.data.fields.findIndex(({ name }) => name === detail.name);
    this.setData({ [`fields[${at}].value`]: detail.value, [`fields[${at}].wrong`]: '' });
    this.remember();
  },
  address() {
    return work(this, async () => {
      const chosen = await chosenAddress();
      if (!chosen) return;
      const { phone, ...rest } = chosen;
      /** @type {Record<string, string>} */
      const values = rest;
      this.setData({
        fields: this.data.fields.map((field) => ({
          ...field,
          ...(values[field.name] ? { value: values[field.name], wrong: '' } : {}),
        })),
      });
      this.remember();
    });
  },
  remember() {
    const { fields, orderId } = this.data;
    kept.type(
      name(orderId),
      Object.fromEntries(
        fields.filter(({ value, before }) => value !== before).map((field) => [field.name, field.value]),
      ),
    );
  },
  async save() {
    const { orderId } = this.data;
    const fields = this.data.fields.map((field) => ({ ...field, wrong: wrongOf(field, field.value) }));
    const changed = fields
      .map((field) => ({ ...field, value: folded(field, field.value) }))
      .filter(({ before, value }) => value !== before);
    this.setData({ fields, beside: false, error: null });
    const first = fields.find(({ wrong }) => wrong);
    if (first) {
      scrollTo(first.name);
      return;
    }
    if (!changed.length) {
      wx.showToast({ title: '还没有修改', icon: 'none' });
      return;
    }
    await work(
      this,
      async () => {
        await orders.contact(orderId, Object.fromEntries(changed.map(({ name, value }) => [name, value])));
        kept.drop(name(orderId));
        leave(() => wx.showToast({ title: '修改成功', icon: 'success' }));
      },
      { orderId },
    );
    const { error } = this.data;
    const wrong = (/** @type {string} */ name) =>
      error && !error.step && error.field === name ? `${error.message}，${error.action}` : '';
    const beside = fields.find((field) => wrong(field.name));
    this.setData({ fields: fields.map((field) => ({ ...field, wrong: wrong(field.name) })), beside: Boolean(beside) });
    if (beside) scrollTo(beside.name);
  },
});
