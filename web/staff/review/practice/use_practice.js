/** One round of practice on the review desk, with a queue that lies in the page. */
import { useEffect, useMemo, useState } from '../../../shared/vendor/preact.js';
import { now } from '../../../shared/clock.js';
import { wait } from '../round/desk.js';
import { Outbox } from '../round/outbox.js';
import { Round } from '../round/round.js';
import { load } from '../round/use_round.js';
import { answers } from './answers.js';
import { PEOPLE } from './drawn/people.js';
import { drawn } from './lot.js';
import { practiceQueue } from './queue.js';

/** @param {string} name of a picture */
export const urlOf = (name) => new URL(`./drawn/${name}.svg`, import.meta.url).href;

const forget = () => {};

/** {round: as of the queue, answers: once she decided on all of it, or null}; another key, another round. */
export function usePractice() {
  const [, draw] = useState(0);
  const { lots, queue, round } = useMemo(() => {
    const lots = drawn(PEOPLE, Math.random);
    const queue = practiceQueue(lots, urlOf);
    const outbox = new Outbox({ api: queue.api, wait, remember: forget });
    const changed = () => draw((times) => times + 1);
    const given = { api: queue.api, outbox, now, wait, load, remember: forget, changed };
    return { lots, queue, round: new Round({ ...given, band: 'LOW', task: '' }) };
  }, []);
  useEffect(() => {
    round.begin(null);
    return () => {
      round.leave();
    };
  }, [round]);
  const said = [...queue.said, ...round.given.outbox.unanswered];
  return { round, answers: round.isEmpty ? answers(lots, said) : null };
}
