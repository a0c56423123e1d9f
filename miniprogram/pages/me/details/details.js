/** The account, to be read. */
const account = require('../../../services/account');
const { FIELDS } = require('../../../generated/rules');
const { facts } = require('../../../shared/facts');
const { go } = require('../../../shared/go');
const { when } = require('../../../shared/words');
const { load } = require('../../../shared/work');

/** @type {('name' | 'school' | 'level' | 'college' | 'major' | 'class_name' | 'student_no' | 'contact_phone' | 'email')[]} */
const PROFILE = ['name', 'school', 'level', 'college', 'major', 'class_name', 'student_no', 'contact_phone', 'email'];

Page({
  data: { ready: false, loadError: null, rows: [] },

  onShow() { this.load(); },
  load() {
    return load(this, async () => {
      const me = await account.get();
      return {
        rows: facts([
          ['手机号', me.phone],
          ['注册时间', when(me.created_at)],
          ...PROFILE.map((name) => /** @type {[string, string | null]} */ ([FIELDS[name].label, me.profile && me.profile[name]])),
        ]),
      };
    });
  },
  contact() { go('/pages/home/contact/contact'); },
});
