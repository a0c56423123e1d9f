// A reviewer's round against a queue and a clock of its own, without a browser.
import { Outbox } from '../../../web/staff/review/round/outbox.js';
import { Round } from '../../../web/staff/review/round/round.js';

export const ALL = Array.from({ length: 100 }, (_, number) => `o${number}`); // ids of its pictures, as they wait
const LEASE = 300; // seconds
const TURNS = 60; // of the event loop, until whatever was begun is done

export const settled = async () => {
  for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve();
};

/** Timers that run when the test says so. */
class Clock {
  constructor() {
    this.at = 1_000_000;
    this.timers = [];
    this.now = () => this.at;
    this.wait = (ms, work) => {
      const timer = { at: this.at + ms, work };
      this.timers.push(timer);
      return () => {
        this.timers = this.timers.filter((one) => one !== timer);
      };
    };
  }

  async pass(seconds) {
    const end = this.at + 1000 * seconds;
    for (;;) {
      const next = this.timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((one) => one !== next);
      this.at = Math.max(this.at, next.at);
      next.work();
      await settled();
    }
    this.at = end;
    await settled();
  }
}

const refused = (code) => ({ code, message: `refused: ${code}`, cure: 'do' });

/** The pictures of one band at a server.  pictures: {id: {owner, until, taken, verdict, note, times}}; calls: in their
 * order; fail: returns 'lost' for a call that does not arrive, 'unanswered' for one whose answer is lost, 'bad' for
 * one that is refused, else ''. */
export class Queue {
  constructor(count = 60, clock = new Clock()) {
    this.clock = clock;
    this.pictures = Object.fromEntries(
      ALL.slice(0, count).map((id) => [id, { owner: '', until: 0, verdict: null, times: 0 }]),
    );
    this.calls = [];
    this.fail = () => '';
  }

  /** What the calls of this name asked for. */
  called = (name) => this.calls.filter(([one]) => one === name).map(([, asked]) => asked);

  /** The ids that this reviewer has on lease. */
  heldBy = (owner) => Object.keys(this.pictures).filter((id) => this.holds(owner, id));

  holds(owner, id) {
    const { owner: holder, until, verdict } = this.pictures[id];
    return verdict === null && holder === owner && until > this.clock.now();
  }

  isFree(id) {
    const { until, verdict } = this.pictures[id];
    return verdict === null && until <= this.clock.now();
  }

  lease(owner, id) {
    const last = this.pictures[id];
    const taken = last.owner === owner ? last.taken : (last.taken ?? 0) + 1; // prolonged though it may have ended
    Object.assign(last, { owner, taken, until: this.clock.now() + 1000 * LEASE });
    const order = { order_id: id, number: `N${id}` };
    const url = `${id}?${this.clock.now()}`;
    return { order, photo: { photo_no: last.photo_no ?? 1 }, url, seconds: LEASE, taken };
  }

  api(owner) {
    const asked = (name, does) => async (body) => {
      this.calls.push([name, body.orders ?? body.decisions?.map(({ order_id: id }) => id) ?? body.count]);
      await Promise.resolve();
      const failed = this.fail(name, body);
      if (failed === 'lost') throw { status: 0, code: 'lost', message: 'no line' };
      if (failed === 'bad') throw { status: 400, code: 'bad', message: 'bad', action: 'do' };
      const answer = does(body);
      if (failed === 'unanswered') throw { status: 0, code: 'lost', message: 'no line' };
      return answer;
    };
    return {
      take: asked('take', ({ count }) => {
        const free = Object.keys(this.pictures).filter((id) => this.isFree(id));
        return { pictures: free.slice(0, count).map((id) => this.lease(owner, id)) };
      }),
      renew: asked('renew', ({ orders }) => {
        const may = (id) => this.holds(owner, id) || this.isFree(id);
        return {
          pictures: orders.filter(may).map((id) => this.lease(owner, id)),
          gone: orders.filter((id) => !may(id)).map((id) => ({ order_id: id, ...refused('review_leased') })),
        };
      }),
      letGo: asked('letGo', ({ orders }) => {
        for (const id of orders) if (this.holds(owner, id)) Object.assign(this.pictures[id], { owner: '', until: 0 });
        return { answers: [] };
      }),
      decide: asked('decide', ({ decisions }) => ({ answers: decisions.map((one) => this.decide(owner, one)) })),
    };
  }

  decide(owner, { order_id: id, photo_no: no, taken, verdict, note }) {
    const picture = this.pictures[id];
    const said = (decided, code) => ({ order_id: id, decided, ...(decided ? {} : refused(code)) });
    if (picture.verdict !== null) return said(picture.verdict === verdict, 'order_not_in_this_state');
    if (picture.broken) return said(false, 'broken');
    const isHers = this.holds(owner, id) && no === (picture.photo_no ?? 1) && taken === picture.taken;
    if (!isHers) return said(false, 'review_lease_lost');
    Object.assign(picture, { verdict, note, times: picture.times + 1 });
    return said(true);
  }

  /** The ids by verdict. */
  get verdicts() {
    const by = (wanted) => Object.keys(this.pictures).filter((id) => this.pictures[id].verdict === wanted);
    return { approve: by('approve'), reject: by('reject'), none: by(null).length };
  }
}

/** A tab of somebody's: {round, outbox}, which begins from what the same tab remembered. */
export async function tab(queue, { owner = 'her', band = 'LOW', kept = {}, dead = () => false } = {}) {
  const { clock } = queue;
  const api = queue.api(owner);
  const outbox = new Outbox({
    api,
    wait: clock.wait,
    remember: (unanswered) => {
      kept.unanswered = structuredClone(unanswered);
    },
  });
  outbox.resume(kept.unanswered ?? [], clock.now());
  const round = new Round({
    api,
    outbox,
    band,
    task: '',
    now: clock.now,
    wait: clock.wait,
    load: async (url) => (dead(url) ? null : url),
    remember: (memory) => {
      kept.memory = structuredClone(memory);
    },
    changed: () => {},
  });
  round.begin(kept.memory ?? null);
  await settled();
  return { round, outbox, kept };
}

/** Whole numbers below one, the same ones for the same seed. */
export const dice = (seed) => {
  let state = seed;
  return (below) => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
};
