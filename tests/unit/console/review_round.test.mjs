// A reviewer's round: no picture is decided twice, and nothing is sent that may still be taken back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ALL, dice, Queue, settled, tab } from './review_bench.mjs';

const without = (ids, ...gone) => ids.filter((id) => !gone.includes(id));

test('a page without the pulled pictures is approved once the next page is', async () => {
  const queue = new Queue();
  const { round } = await tab(queue);
  for (const id of ['o3', 'o5', 'o5', 'o7']) round.pull(id);
  round.approveRest();
  await settled();
  assert.deepEqual([round.one.order.order_id, queue.verdicts.none], ['o3', 60]);
  round.hands.draft('o3', { picked: ['blurred'], note: ' x ' });
  round.decide('reject');
  round.decide('approve');
  await settled();
  assert.deepEqual(queue.verdicts, { approve: [], reject: ['o3'], none: 59 });
  assert.deepEqual([queue.pictures.o3.note, round.places.page.length], ['x', 24]);
  round.approveRest();
  await settled();
  assert.deepEqual(queue.verdicts, { approve: without(ALL.slice(0, 24), 'o3'), reject: ['o3'], none: 36 });
});

test('a page is taken back within a minute and not later', async () => {
  const queue = new Queue();
  const { round } = await tab(queue);
  round.pull('o1');
  round.approveRest();
  round.undo();
  const { page, pulled, ahead } = round.places;
  assert.deepEqual([page.length, pulled, ahead.length], [24, ['o1'], 24]);
  round.pull('o1');
  round.approveRest();
  await queue.clock.pass(59);
  assert.equal(queue.verdicts.none, 60);
  await queue.clock.pass(2);
  round.undo();
  assert.deepEqual([queue.verdicts.approve.length, round.places.page[0]], [24, 'o24']);
});

test('the last single picture is taken back with the chosen reasons', async () => {
  const queue = new Queue();
  const { round } = await tab(queue, { band: 'DOUBT' });
  round.hands.draft('o0', { picked: ['blurred'] });
  round.decide('reject');
  round.undo();
  const { order, draft } = round.one;
  assert.deepEqual([order.order_id, draft.picked], ['o0', ['blurred']]);
  round.decide('reject');
  round.decide('approve');
  await settled();
  assert.deepEqual(queue.verdicts, { approve: [], reject: ['o0'], none: 59 });
  assert.equal(round.one.order.order_id, 'o2');
});

for (const line of ['', 'unanswered'])
  test(`a page is taken back without its decided pictures, answered or not: ${line}`, async () => {
    const queue = new Queue();
    queue.fail = (name) => (name === 'decide' ? line : '');
    const { round } = await tab(queue);
    for (const id of ['o1', 'o2', 'o3']) round.pull(id);
    round.approveRest();
    round.decide('approve');
    round.decide('approve');
    await settled();
    round.undo();
    round.undo();
    assert.deepEqual(queue.verdicts, { approve: ['o1'], reject: [], none: 59 });
    assert.deepEqual(round.places.page, without(ALL.slice(0, 24), 'o1'));
    assert.deepEqual([round.places.pulled, round.places.aside], [['o2', 'o3'], []]);
  });

test('one picture of the page may be opened alone', async () => {
  const { round } = await tab(new Queue());
  round.open('o4');
  assert.equal(round.one.order.order_id, 'o4');
  round.open(null);
  assert.equal(round.one, null);
  round.open('o4');
  round.decide('approve');
  assert.deepEqual([round.one, round.rest.length], [null, 23]);
});

test('an empty band says so and shows what arrives', async () => {
  const queue = new Queue(0);
  const { round } = await tab(queue);
  assert.deepEqual([round.isEmpty, round.places.page], [true, []]);
  queue.pictures.o0 = { owner: '', until: 0, verdict: null, times: 0 };
  await round.fill();
  assert.deepEqual([round.isEmpty, round.places.page], [false, ['o0']]);
});

test('a picture that is put back is not requested at once', async () => {
  const queue = new Queue(1);
  const { round } = await tab(queue, { band: 'DOUBT' });
  queue.calls = [];
  round.letGo();
  await settled();
  assert.deepEqual([queue.calls, round.isEmpty, queue.isFree('o0')], [[['letGo', ['o0']]], true, true]);
});

/** What becomes of 60 random acts, failing lines and reloads: `said` is the last verdict on each picture. */
async function play(seed, band) {
  const queue = new Queue(80);
  const { clock } = queue;
  const roll = dice(seed);
  const said = new Map();
  const note = (batch) => batch.decisions.forEach(({ order_id: id, verdict }) => said.set(id, verdict));
  queue.fail = () => ['', '', '', '', '', '', 'lost', 'unanswered'][roll(8)];
  let here = await tab(queue, { band });
  for (let step = 0; step < 60; step += 1) {
    const { round, outbox } = here;
    const does = roll(10);
    const { page } = round.places;
    if (does < 3 && page.length > 1) round.pull(page[roll(page.length)]);
    else if (does < 7) {
      if (round.one) {
        const verdict = ['approve', 'reject'][roll(2)];
        round.hands.draft(round.one.order.order_id, { picked: ['blurred'] });
        round.decide(verdict);
        note(outbox.batches.at(-1));
      } else if (page.length > 0) {
        round.approveRest();
        note(outbox.batches.at(-1));
      }
    } else if (does === 7) {
      outbox.batches.at(-1)?.decisions.forEach(({ order_id: id }) => said.delete(id));
      round.undo();
    } else if (does === 8) {
      round.lastWords();
      clock.timers = [];
      here = await tab(queue, { band, kept: structuredClone(here.kept) });
    } else await clock.pass(roll(40));
    here.round.hands.leases.touch();
    await settled();
  }
  queue.fail = () => '';
  here.round.leave();
  await clock.pass(120);
  return { said, pictures: queue.pictures, missed: here.outbox.missed.map(({ orderId }) => orderId) };
}

for (const band of ['LOW', 'DOUBT'])
  test(`random acts, failing lines and reloads decide each picture once, by its last verdict: ${band}`, async () => {
    let count = 0;
    for (let seed = 1; seed <= 40; seed += 1) {
      const { said, pictures, missed } = await play(seed, band);
      count += said.size;
      const wrong = [...said.keys()].filter((id) => pictures[id].verdict !== said.get(id));
      assert.deepEqual(without(wrong, ...missed), [], `seed ${seed}`);
      for (const [id, { verdict, times }] of Object.entries(pictures))
        assert.ok(times <= 1 && (!verdict || said.has(id)), `seed ${seed}: ${id}`);
    }
    assert.ok(count > 400);
  });
