/** The proof that it is the owner who asks: a code to the account's number, or the ID's end.  Fires `proven`.
 *
 * WeChat's login, which is tried before, leads to another account here or to none. */
const { folded, wrongOf } = require('../../generated/answers');
const { FIELDS } = require('../../generated/rules');
const account = require('../../services/account');
const login = require('../../services/login');
const { go } = require('../../shared/go');
const { load, work } = require('../../shared/work');

Component({
  data: {
    ready: false,
    loadError: null,
    now: '',
    readable: true, // otherwise words stand in the number's place: no SMS can go there
    known: false,
    label: FIELDS.id_tail.label,
    tail: '',
    wrong: '',
    busy: false,
    error: null,
  },
  lifetimes: {
    attached() {
      this.load();
    },
  },
  methods: {
    load() {
      return load(this, async () => {
        const { phone: now, id_tail_known: known } = await account.get();
        return { now, known, readable: /^\d/.test(now) };
      });
    },
    byCode(/** @type {WechatMiniprogram.CustomEvent<{ code: string, asker: string }>} */ { detail }) {
      return this.prove({ code: detail.code, asker: detail.asker });
    },
    typed(/** @type {WechatMiniprogram.CustomEvent<{ value: string }>} */ { detail }) {
      this.setData({ tail: detail.value, wrong: '' });
    },
    byTail() {
      const wrong = wrongOf(FIELDS.id_tail, this.data.tail);
      this.setData({ wrong });
      return wrong ? undefined : this.prove({ id_tail: folded(FIELDS.id_tail, this.data.tail) });
    },
    prove(/** @type {{ code?: string, asker?: string, id_tail?: string }} */ proof) {
      return work(this, async () => {
        await login.provePhone(proof);
        this.triggerEvent('proven');
      });
    },
    contact() {
      go('/pages/home/contact/contact');
    },
  },
});
