// A task's settings as they are typed: amounts, days, and what two people changed at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as form from '../../../web/staff/task_form.js';

// biome-ignore format: a table
const SETTINGS = {
  code: 'A7K9Q2', title: '采集', schools: ['10532'], levels: ['BACHELOR'], sub_unit: null, task_type: 'GROUP',
  collect_mode: 'PLAIN', opens_at: '2025-12-31T16:00:00.000Z', closes_at: '2036-06-30T15:59:59.000Z',
  grace_hours: 24, price: 3005, pay_minutes: 1440, allow_album: true, spec: 'chsi', spec_rev: 1,
  background: { rgb: [100, 197, 255], tolerance: 18.5, policy: 'keep' }, file_bytes: [30720, 40001],
  glasses: 'ALLOW', covers: 'REFUSE', reject_limit: 3, resubmit_days: 2, resubmit_days_kind: 'calendar',
  overdue: 'KEEP', refund_until: 'REVIEW', refund_note: '退款', roster: 'NONE', elsewhere: 'WARN',
  form_fields: [{ name: 'student_no', required: true }, { name: 'name', required: false }],
  contacts: [{ role: 'BRANCH', name: '湖南分社', phone: '0731' }], file_name: '{order_id}.jpg',
  retention_days: 180, makeup_of: null, review_days: 4, production_days: 8, demo: true,
};
const given = () => form.typedOf(SETTINGS);
const typed = (changes) => ({ ...given(), ...changes });

test('settings come back as they were', () => {
  const days = { opens_at: '2026-01-01', closes_at: '2036-06-30' };
  assert.deepEqual(form.settingsOf(given()), { ...SETTINGS, ...days });
});

test('yuan is read as text and never as a fraction', () => {
  const texts = ['30', '30.5', '30.50', '0', '0.29', '1.15', '８.01', ' 19.99 '];
  assert.deepEqual(texts.map(form.fenOf), [3000, 3050, 3050, 0, 29, 115, 801, 1999]);
  for (const wrong of ['', '-1', '1.234', '1,5', '1e3', '十', '1.', '.5', '0x10'])
    assert.equal(form.fenOf(wrong), null);
  assert.deepEqual([0, 5, 3005, 100000000].map(form.yuanOf), ['0.00', '0.05', '30.05', '1000000.00']);
});

test('a time is shown only where the day is not whole', () => {
  assert.deepEqual(form.dayOf('2026-05-31T23:30:00Z', 'opens_at'), ['2026-06-01', '07:30']);
  assert.deepEqual(form.dayOf('2026-06-01T15:59:59Z', 'closes_at'), ['2026-06-01', '']);
  assert.equal(form.settingsOf(typed({ closes_at_time: '18:00' })).closes_at, '2036-06-30T18:00:00+08:00');
});

test('only what was changed is sent', () => {
  assert.deepEqual(form.changedSettings(given(), typed({ price: '30.05', sub_unit: ' ' })), {});
  assert.deepEqual(form.changedSettings(given(), typed({ price: '31', tolerance: '20' })), {
    price: 3100,
    background: { rgb: [100, 197, 255], tolerance: 20, policy: 'keep' },
  });
});

test('changes of two people are merged', () => {
  const now = typed({ title: '他们', price: '40.00', collect_mode: 'ENCRYPTED' });
  const mine = typed({ price: '35', sub_unit: '分院', collect_mode: 'PLAIN', task_type: 'INDIVIDUAL' });
  const found = form.merged(given(), mine, now, ['task_type']);
  assert.deepEqual([found.theirs, found.both], [['collect_mode', 'title', 'price'], ['price']]);
  const { title, price, sub_unit: unit, collect_mode: mode, task_type: type } = found.typed;
  assert.deepEqual([title, price, unit, mode, type], ['他们', '35', '分院', 'ENCRYPTED', 'GROUP']);
});

test('a draft without a newer setting has the task’s value', () => {
  const { refund_note: _, ...less } = given();
  const draft = form.completed({ rev: 3, base: less, typed: { ...less, price: '31' } }, given());
  assert.deepEqual([draft.rev, draft.base, draft.typed.price], [3, given(), '31']);
  assert.deepEqual(form.changedSettings(draft.base, draft.typed), { price: 3100 });
});

test('a refusal finds its field', () => {
  const settings = ['settings.background.rgb[2]', 'settings.form_fields[0].name', 'settings.background.tolerance'];
  const found = [...settings, 'price', '?', null].map((one) => form.fieldOf(one, given()));
  assert.deepEqual(found, ['background', 'form_fields', 'tolerance', 'price', null, null]);
});

test('every wrong field is reported at once', () => {
  const wrong = (settings) => Object.keys(form.wrongOf(settings)).sort();
  const missing = ['closes_at', 'contacts', 'levels', 'opens_at', 'price', 'schools', 'title'];
  assert.deepEqual(wrong(form.NEW), missing);
  const late = { closes_at: '2026-01-01', opens_at_time: '12:00', closes_at_time: '11:00' };
  assert.deepEqual(wrong(typed(late)), ['closes_at']);
  const odd = { reject_limit: '21', resubmit_days: '2.5', tolerance: '0', file_bytes: '', price: '1000001' };
  assert.deepEqual(wrong(typed(odd)), Object.keys(odd).sort());
});
