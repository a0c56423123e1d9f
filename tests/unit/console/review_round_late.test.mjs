// Decisions that arrive after their lease ended: made if nobody else leased the picture since, else reported.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Queue, settled, tab } from './review_bench.mjs';

const missedBy = (outbox) => outbox.missed.map(({ orderId }) => orderId);

test('an ended lease is renewed for a decision unless another reviewer leases the picture', async () => {
  const queue = new Queue();
  const { clock, pictures } = queue;
  const { round, outbox } = await tab(queue, { band: 'DOUBT' });
  for (const id of ['o0', 'o1', 'o2']) pictures[id].until = 0;
  Object.assign(pictures.o1, { owner: 'other', until: clock.now() + 100_000 });
  pictures.o2.photo_no = 2;
  for (let no = 0; no < 3; no += 1) round.decide('approve');
  round.decide('reject');
  await clock.pass(1);
  await clock.pass(1);
  assert.deepEqual(missedBy(outbox), ['o1', 'o2']);
  assert.deepEqual(queue.verdicts, { approve: ['o0'], reject: [], none: 59 });
});

const NEXT = {
  'does nothing': () => {},
  'goes on': (round) => round.again(),
  'takes the next pictures': (round, queue) => {
    queue.fail = () => '';
    return round.fill();
  },
};
for (const [does, goesOn] of Object.entries(NEXT))
  test(`a late decision undoes nothing that others did meanwhile: the reviewer ${does}`, async () => {
    // the line is lost; another approves, and the manager takes that back: the picture waits for a new review
    const queue = new Queue(3);
    const { round, outbox } = await tab(queue, { band: 'DOUBT' });
    queue.fail = () => 'lost';
    round.decide('approve');
    outbox.release();
    await queue.clock.pass(400);
    const other = queue.api('other');
    queue.fail = () => '';
    await other.renew({ orders: ['o0'] });
    await other.letGo({ orders: ['o0'] });
    queue.fail = (name) => (name === 'decide' ? 'lost' : '');
    await goesOn(round, queue);
    queue.fail = () => '';
    await queue.clock.pass(60);
    assert.deepEqual([missedBy(outbox), queue.verdicts.none], [['o0'], 3]);
    assert.ok(!queue.holds('her', 'o0'), 'it is put back');
  });

test('a late decision on a photo that was handed in again is made too, whatever became of the first', async () => {
  const queue = new Queue(1);
  const { round, outbox } = await tab(queue, { band: 'DOUBT' });
  for (const no of [1, 2]) {
    Object.assign(queue.pictures.o0, { photo_no: no, verdict: null, until: 0 });
    await round.fill();
    round.decide('reject');
    await settled();
    queue.pictures.o0.until = 0;
    await queue.clock.pass(61);
  }
  assert.deepEqual([outbox.missed, queue.pictures.o0.times], [[], 2]);
});
