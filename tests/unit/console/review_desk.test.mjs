// A reviewer's desk: confirmed decisions are sent with the reviewer's own session, from one tab, or not at all.
import assert from 'node:assert/strict';
import { begin, counted, deskOf, inTab, leave, page, unsent, waitingNow } from './review_tab.mjs';

const decision = (id, at = Date.now()) => ({
  order_id: id,
  number: `N${id}`,
  photo_no: 1,
  verdict: 'approve',
  reasons: [],
  note: null,
  at,
});
const confirm = ({ outbox }, id) => outbox.confirm({ kind: 'one', decisions: [decision(id)], before: null });

/** A promise, and the function that resolves it. */
function deferred() {
  let resolve;
  return { promise: new Promise((done) => (resolve = done)), resolve: () => resolve() };
}

async function desk() {
  const mine = deskOf('A');
  await mine.ready;
  return mine;
}

const COMES = {
  'in this tab': () => {
    leave();
    begin('token of B', 'B');
  },
  'in another tab': () => page.comes('B'),
};
for (const [where, comes] of Object.entries(COMES))
  inTab(`the next person who logs in sends nothing that the reviewer confirmed: ${where}`, async () => {
    const mine = await desk();
    confirm(mine, 'o1');
    comes();
    mine.outbox.release();
    mine.api.take({ band: 'LOW', task_id: null, count: 1 }).catch(() => {});
    mine.sayLast({ decisions: [decision('o1')], orders: ['o2'] });
    mine.remember({ band: 'LOW' });
    await page.rests();
    const other = deskOf('B');
    await other.ready;
    assert.deepEqual([page.sent, page.kept('review.round'), other.outbox.unanswered], [[], null, []]);
  });

inTab('a call under way when the reviewer leaves is the last one', async () => {
  const { promise, resolve } = deferred();
  page.answer = () => promise;
  page.refuses = 'review_lease_lost';
  const mine = await desk();
  confirm(mine, 'o1');
  mine.outbox.release();
  await page.rests();
  leave();
  begin('token of B', 'B');
  resolve();
  await page.rests();
  assert.deepEqual(page.sent, [['decide', 'Bearer token of A', ['o1']]]);
  assert.equal(page.kept('review.outbox'), null);
});

inTab('the same reviewer goes on after logging in again', async () => {
  const mine = await desk();
  confirm(mine, 'o1');
  page.logsOut();
  mine.outbox.release();
  await page.rests();
  begin('new token of A', 'A');
  deskOf('A').outbox.pump();
  await page.rests();
  assert.deepEqual(page.sent, [['decide', 'Bearer new token of A', ['o1']]]);
});

// a duplicated tab begins with a copy of all that the first one keeps
for (const [owner, elsewhere, sent] of [
  ['A', false, ['o1']],
  ['B', false, []],
  ['A', true, []],
])
  inTab(`kept decisions of ${owner} are sent by A: ${sent.length > 0}, open in another tab: ${elsewhere}`, async () => {
    page.keep('review.outbox', { owner, tab: 'first', what: [decision('o1')] });
    page.keep('review.round', { owner, tab: 'first', what: { band: 'LOW' } });
    if (elsewhere) page.held.add('review first');
    const mine = await desk();
    await page.rests();
    assert.deepEqual([page.sentIds(), mine.memory()], [sent, sent.length > 0 ? { band: 'LOW' } : null]);
    assert.deepEqual(page.kept('review.outbox').what, []);
  });

inTab('a decision kept for longer than a lease is reported and not sent', async () => {
  // others may have decided since, and a manager may have taken that back
  const { outbox } = await desk();
  outbox.resume([decision('o1', Date.now() - 301_000), decision('o2')], Date.now());
  await page.rests();
  const [{ number, message, cure }, ...more] = outbox.missed;
  assert.deepEqual([page.sentIds(), number, more], [['o2'], 'No1', []]);
  assert.match(message, /5 分钟/);
  assert.match(cure, /重新审核/);
});

inTab('a page that the browser kept aside is reloaded for another session', async () => {
  const mine = await desk();
  page.fire('pageshow', { persisted: true });
  assert.deepEqual([page.reloads, mine.isHers()], [0, true]);
  page.comes('B');
  page.fire('pageshow', { persisted: false });
  assert.equal(page.reloads, 0);
  page.fire('pageshow', { persisted: true });
  assert.deepEqual([page.reloads, mine.isHers()], [1, false]);
});

inTab('the number of unsent decisions is known after a try', async () => {
  const mine = await desk();
  confirm(mine, 'o1');
  assert.equal(await unsent(), 0);
  page.answer = () => {
    throw new Error('no line');
  };
  confirm(mine, 'o2');
  confirm(mine, 'o3');
  assert.equal(await unsent(), 2);
});

const decided = (band, task = 't1') => ({ band, task });
/** How many pictures wait in each band: `counts` minus the decisions since. */
function left(counts, { before = 0, task = '', decided = [], unanswered = [] }) {
  const bands = Object.entries(counts).map(([band, waiting]) => ({ band, waiting }));
  const now = waitingNow({ bands, before }, { decided, unanswered }, task);
  return Object.fromEntries(now.map(({ band, waiting }) => [band, waiting]));
}

inTab('a picture decided since the count no longer waits, answered or not', () => {
  const since = [decided('DOUBT'), decided('LOW'), decided('DOUBT')];
  const now = left({ LOW: 9, DOUBT: 3 }, { before: 1, decided: since, unanswered: [decided('LOW')] });
  assert.deepEqual(now, { LOW: 7, DOUBT: 2 });
});

inTab('only decisions of the chosen task are subtracted, and never more than were counted', () => {
  const both = [decided('LOW'), decided('LOW', 't2')];
  assert.deepEqual(left({ LOW: 2 }, { task: 't2', unanswered: both }), { LOW: 1 });
  assert.deepEqual(left({ LOW: 1 }, { unanswered: both }), { LOW: 0 });
});

inTab('nothing is counted while decisions are being sent', async () => {
  const { promise, resolve } = deferred();
  const outbox = { done: 4, sending: promise };
  const count = counted(outbox, '');
  await page.rests();
  assert.deepEqual(page.sent, []);
  outbox.done = 6;
  resolve();
  assert.deepEqual([(await count).before, page.sent.length], [6, 1]);
});
