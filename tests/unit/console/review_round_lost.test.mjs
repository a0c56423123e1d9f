// A reviewer's round when lines fail, leases end and tabs die: no confirmed decision is lost or reported wrongly.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOf } from '../../../web/staff/review/round/places.js';
import { Round } from '../../../web/staff/review/round/round.js';
import { lookOf } from '../../../web/staff/review/settled.js';
import { ALL, Queue, settled, tab } from './review_bench.mjs';

const FIRST = ALL.slice(0, 24);
const failing = (wanted, how) => (name) => (name === wanted ? how : '');

/** Another reviewer leases these pictures. */
function lose({ pictures, clock }, ...ids) {
  for (const id of ids) Object.assign(pictures[id], { owner: 'other', until: clock.now() + 100_000 });
}

test('decisions that do not arrive are kept and sent again in their order', async () => {
  const queue = new Queue();
  const { round, outbox } = await tab(queue);
  queue.fail = failing('decide', 'lost');
  round.approveRest();
  round.approveRest();
  await queue.clock.pass(30);
  assert.deepEqual([outbox.trouble.message, outbox.queue.length, queue.verdicts.none], ['no line', 24, 60]);
  queue.fail = failing('decide', 'unanswered');
  await queue.clock.pass(40);
  queue.fail = () => '';
  await queue.clock.pass(200);
  assert.deepEqual([outbox.trouble, outbox.missed, outbox.done], [null, [], 48]);
  assert.ok(Object.values(queue.pictures).every(({ times }) => times <= 1));
  const calls = queue.called('decide');
  assert.deepEqual([calls[0][0], calls.at(-1)[0]], ['o0', 'o24']);
});

for (const by of ['its own answer', 'the whole call'])
  test(`a refused decision is reported and the others are made: refused by ${by}`, async () => {
    const queue = new Queue();
    const isBad = (name, { decisions }) => name === 'decide' && decisions.some(({ order_id: id }) => id === 'o2');
    if (by === 'its own answer') queue.pictures.o2.broken = true;
    else queue.fail = (name, body) => (isBad(name, body) ? 'bad' : '');
    const { round, outbox } = await tab(queue);
    round.approveRest();
    await queue.clock.pass(61);
    const [{ number, message }, ...more] = outbox.missed;
    assert.deepEqual([number, Boolean(message), more], ['No2', true, []]);
    assert.deepEqual(
      queue.verdicts.approve,
      FIRST.filter((id) => id !== 'o2'),
    );
    assert.equal(queue.called('decide').length, queue.pictures.o2.broken ? 1 : 25);
  });

test('a reload resumes the leased pictures and sends the unanswered decisions', async () => {
  const queue = new Queue();
  const first = await tab(queue);
  first.round.approveRest();
  first.round.pull('o25');
  first.round.hands.draft('o25', { picked: ['blurred'], note: 'x' });
  const { decisions, orders } = first.round.lastWords();
  assert.deepEqual([decisions.length, orders.length], [24, 24]);
  queue.calls = [];
  const { round } = await tab(queue, { kept: structuredClone(first.kept) });
  assert.deepEqual([round.places.page, round.places.pulled], [ALL.slice(24, 48), ['o25']]);
  assert.deepEqual(round.hands.held.get('o25').draft, { picked: ['blurred'], note: 'x' });
  assert.deepEqual(queue.verdicts.approve, FIRST);
  assert.deepEqual(
    queue.calls.map(([name]) => name),
    ['decide', 'renew', 'take'],
  );
});

test('a tab that died decides nothing, and its pictures return when their leases end', async () => {
  const queue = new Queue();
  const { round } = await tab(queue);
  round.pull('o2');
  assert.ok(queue.clock.timers.length > 0);
  queue.clock.timers = []; // nothing of the tab is left to request them
  const free = () => Object.keys(queue.pictures).filter((id) => queue.isFree(id)).length;
  assert.equal(free(), 12);
  await queue.clock.pass(301);
  const other = await tab(queue, { owner: 'other' });
  assert.deepEqual([free(), other.round.places.page.length, queue.verdicts.none], [12, 24, 60]);
});

test('a reviewer who leaves puts back what is undecided and sends what is confirmed', async () => {
  const queue = new Queue();
  const { round, kept } = await tab(queue);
  round.approveRest();
  round.leave();
  await settled();
  assert.deepEqual([queue.verdicts.approve.length, queue.heldBy('her')], [24, []]);
  assert.deepEqual([kept.memory, kept.unanswered], [null, []]);
});

test('one call renews all leases while the reviewer is active', async () => {
  const queue = new Queue();
  const { round } = await tab(queue);
  queue.calls = [];
  for (let minute = 0; minute < 20; minute += 1) {
    await queue.clock.pass(60);
    round.hands.leases.touch();
  }
  const renewed = queue.called('renew');
  assert.ok(renewed.every(({ length }) => length === 48));
  assert.ok(4 <= renewed.length && renewed.length <= 8);
  assert.ok(round.hands.of(round.places.page).every(({ order }) => queue.holds('her', order.order_id)));
  await queue.clock.pass(600);
  assert.deepEqual([round.isOver, queue.heldBy('her')], [true, []]);
  round.hands.draft('o1', { picked: ['blurred'] });
  lose(queue, 'o0', 'o30');
  await round.again();
  await settled();
  assert.deepEqual([round.isOver, round.places.page.length], [false, 23]);
  assert.deepEqual(
    round.missed.map(({ number }) => number),
    ['No0'],
  );
  assert.deepEqual(round.hands.held.get('o1').draft.picked, ['blurred']);
});

test('a renewal that does not arrive is tried again', async () => {
  const queue = new Queue();
  const { round } = await tab(queue);
  queue.fail = failing('renew', 'lost');
  await queue.clock.pass(230);
  queue.fail = () => '';
  await queue.clock.pass(60);
  assert.deepEqual([round.isOver, queue.holds('her', 'o0'), round.missed], [false, true, []]);
});

test('a picture that could not be shown is not approved with its page and is loaded again', async () => {
  const queue = new Queue();
  let dead = true;
  const { round } = await tab(queue, { dead: (url) => dead && url.startsWith('o6?') });
  assert.equal(round.rest.length, 23);
  round.approveRest();
  assert.deepEqual([round.one.order.order_id, round.one.seen], ['o6', 'lost']);
  dead = false;
  await queue.clock.pass(1);
  await round.again();
  await settled();
  assert.equal(round.one.seen, 'there');
  assert.equal(round.hands.held.get('o30').url, 'o30?1000000'); // loaded before: it keeps its link
});

test('pictures that arrive too late are put back', async () => {
  const queue = new Queue();
  const { round } = await tab(queue);
  round.approveRest();
  round.leave();
  await settled();
  assert.deepEqual(queue.heldBy('her'), []);
});

test('a picture whose lease ended unnoticed has one place', async () => {
  const queue = new Queue();
  const { round } = await tab(queue, { band: 'DOUBT' });
  queue.pictures.o3.until = 0;
  round.decide('approve');
  await settled();
  const { page, ahead } = round.places;
  assert.deepEqual([...page, ...ahead], [...new Set([...page, ...ahead])].sort());
  assert.ok(ahead.includes('o3'));
});

test('a round whose renewal lost all pictures says that nothing waits', async () => {
  const queue = new Queue(1);
  const { round } = await tab(queue, { band: 'DOUBT' });
  lose(queue, 'o0');
  await round.hands.renew();
  await settled();
  assert.deepEqual([round.isDone, round.isEmpty], [true, true]);
});

test('a round that takes back what another leases by then says that nothing waits', async () => {
  const queue = new Queue(1);
  const { round } = await tab(queue, { band: 'DOUBT' });
  round.decide('approve');
  await settled();
  round.hands.drop(['o0']);
  round.isEmpty = false;
  lose(queue, 'o0');
  round.undo();
  await settled();
  assert.deepEqual([round.isDone, round.isEmpty], [true, true]);
});

test('chosen reasons belong to one photo and not to the photo that replaces it', async () => {
  const queue = new Queue();
  const first = await tab(queue, { band: 'DOUBT' });
  for (const id of ['o0', 'o1']) first.round.hands.draft(id, { picked: ['blurred'], note: 'x' });
  const kept = structuredClone(first.kept);
  queue.pictures.o0.photo_no = 2;
  await first.round.hands.renew();
  const { round } = await tab(queue, { band: 'DOUBT', kept });
  const picked = (hands, id) => hands.held.get(id).draft.picked;
  assert.deepEqual(picked(first.round.hands, 'o0'), []);
  assert.deepEqual([picked(round.hands, 'o0'), picked(round.hands, 'o1')], [[], ['blurred']]);
});

test('a page whose pictures changed is another look, which a decision waits for', async () => {
  const queue = new Queue();
  let dead = true;
  const { round } = await tab(queue, { dead: (url) => dead && url.startsWith('o6?') });
  const { turn } = round;
  const looks = new Set([lookOf(turn, round.page)]);
  dead = false;
  await queue.clock.pass(1);
  await round.hands.renew();
  await settled();
  looks.add(lookOf(round.turn, round.page));
  queue.pictures.o7.photo_no = 2;
  await round.hands.renew();
  await settled();
  looks.add(lookOf(round.turn, round.page));
  assert.equal(looks.size, 3);
  await round.again();
  assert.ok(round.turn > turn);
});

test('a round that is left before it begins takes no picture and listens to nothing', async () => {
  const queue = new Queue();
  const { round, outbox } = await tab(queue);
  const late = new Round({ ...round.given, band: 'DOUBT' });
  await late.leave();
  outbox.listen = 'of the present round';
  queue.calls = [];
  await late.begin(null);
  assert.deepEqual([outbox.listen, queue.calls], ['of the present round', []]);
});

test('the focus stays at its place when its picture is lost', () => {
  assert.deepEqual([placeOf(5, 9, 24), placeOf(-1, 7, 23), placeOf(-1, 23, 23), placeOf(-1, 0, 24)], [5, 7, 22, 0]);
});

test('an outbox that ended asks nothing more about a decision under way', async () => {
  const queue = new Queue();
  const { round, outbox } = await tab(queue, { band: 'DOUBT' });
  round.decide('approve');
  queue.pictures.o0.until = 0;
  queue.calls = [];
  outbox.release();
  outbox.end();
  await settled();
  assert.deepEqual([queue.calls.map(([name]) => name), outbox.queue], [['decide'], []]);
});
