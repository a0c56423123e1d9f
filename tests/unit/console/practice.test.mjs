// A round of practice: the review desk works on it, and its answers say what was right.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answers, figures, firstOf } from '../../../web/staff/review/practice/answers.js';
import { practiceQueue } from '../../../web/staff/review/practice/queue.js';
import { Queue, settled, tab } from './review_bench.mjs';

const LOTS = ['01-blurred', '02', '03-blurred', '04'].map((name) => {
  const [good, fault = ''] = name.split('-');
  return { name, good, fault, look: '' };
});
const kindsOf = (said) => answers(LOTS, said).map(({ kind }) => kind);

test('a verdict is right or wrong, and an undecided picture is left', () => {
  const said = [
    { order_id: '01', verdict: 'reject', reasons: ['too_dark'] },
    { order_id: '02', verdict: 'reject', reasons: [] },
    { order_id: '03', verdict: 'approve', reasons: [] },
  ];
  const found = answers(LOTS, said);
  assert.deepEqual(kindsOf(said), ['found', 'wrong', 'missed', 'left']);
  assert.deepEqual(found[0].reasons, ['too_dark']);
  assert.deepEqual(figures(found), { planted: 2, caught: 1, good: 1, wrong: 1 });
  assert.deepEqual([firstOf(found), firstOf([{ kind: 'right' }])], [2, 0]); // 2: the missed one
});

test('the review desk works on a practice round, whose pictures stay the reviewer’s', async () => {
  const { clock } = new Queue(0);
  const practice = practiceQueue(LOTS, (name) => `${name}.webp`);
  const { round, outbox } = await tab({ clock, api: () => practice.api });
  assert.deepEqual(
    round.page.map(({ order, url }) => [order.order_id, url]),
    LOTS.map(({ good, name }) => [good, `${name}.webp`]),
  );
  assert.equal(round.hands.leases.end, null);
  await clock.pass(7 * 24 * 3600);
  assert.equal(round.isOver, false);
  round.pull('01');
  round.pull('04');
  round.approveRest();
  await clock.pass(61);
  round.hands.draft('01', { picked: ['blurred'] });
  round.decide('reject');
  await settled();
  round.letGo();
  await settled();
  assert.equal(round.isEmpty, true);
  assert.deepEqual(kindsOf([...practice.said, ...outbox.unanswered]), ['found', 'right', 'missed', 'left']);
});
