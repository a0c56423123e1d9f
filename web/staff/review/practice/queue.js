/** A queue for practice: it lies in this page alone, answers as the API does, and forgets everything with the page. */

/** @import { OrderAnswer, Picture } from '../../../shared/generated/types' */
/** @import { Decision } from '../round/outbox.js' */
/** @import { Lot } from './lot.js' */

const STUDENT = { school_name: '练习用图，不是真人', level: '', college: '' };
const RULES = { resubmit_days: 7, resubmit_days_kind: 'calendar' };

/** Nobody waits for it, and it stays hers.  @param {string} url @returns {Omit<Picture, 'order'>} */
const about = (url) => ({
  band: 'LOW',
  photo: { photo_no: 1, state: 'PASSED', asked_at: '', findings: [] },
  report: null,
  url,
  original_url: null,
  since: '',
  until: null,
  seconds: Number.POSITIVE_INFINITY,
  taken: null,
  appeal: null,
  earlier: [],
  same: null,
  recalled: null,
});

/** @param {Lot} lot @param {(name: string) => string} urlOf @returns {Picture} */
function picture({ name, good }, urlOf) {
  const order = { order_id: good, number: '', task_id: '', student: STUDENT, rules: RULES, rejections: 0, appeals: [] };
  const rest = { tries_left: 3, correcting: false, photos: [] };
  return {
    ...about(urlOf(name)),
    order: /** @type {Picture['order']} */ (/** @type {unknown} */ ({ ...order, ...rest })),
  };
}

/** {api: as a round asks it, said: every decision it was told}.
 * @param {Lot[]} lots @param {(name: string) => string} urlOf the address of a picture */
export function practiceQueue(lots, urlOf) {
  const waiting = lots.map((lot) => picture(lot, urlOf));
  const all = new Map(waiting.map((one) => [one.order.order_id, one]));
  /** @type {Decision[]} */
  const said = [];
  const api = {
    take: async (/** @type {{ count: number }} */ { count }) => ({ pictures: waiting.splice(0, count) }),
    renew: async (/** @type {{ orders: string[] }} */ { orders }) => ({
      pictures: orders.flatMap((id) => all.get(id) ?? []),
      gone: [],
    }),
    letGo: async () => ({}),
    decide: async (/** @type {{ decisions: Decision[] }} */ { decisions }) => {
      said.push(...decisions);
      return { answers: decisions.map(decided) };
    },
  };
  return { api, said };
}

/** @param {Decision} decision @returns {OrderAnswer} */
const decided = ({ order_id }) => ({ order_id, decided: true, state: null, code: null, message: null, cure: null });
