/** The review desk: pictures of low risk by the page, the others one by one, by keys if she likes. */
import { html, useContext, useEffect, useMemo, useRef } from '../../shared/vendor/preact.js';
import { now } from '../../shared/clock.js';
import { useLoaded, useRepeated } from '../../shared/hooks.js';
import { replace } from '../../shared/router.js';
import { Await, Heading } from '../../shared/ui.js';
import { listTasks, reviewerStatistics, reviewQuality } from '../generated/client.js';
import { Between } from '../review/between.js';
import { brief } from '../review/brief.js';
import { Notes } from '../review/notes.js';
import { speedOf } from '../review/speed.js';
import { Top } from '../review/top.js';
import { useReasons } from '../review/use_reasons.js';
import { counted, waitingNow } from '../review/waiting.js';
import { shownOf, Work } from '../review/work.js';
import { deskOf } from '../review/round/desk.js';
import { useRound } from '../review/round/use_round.js';
import { Me } from '../session.js';

/** @import { Band, DeskTask } from '../../shared/generated/types' */
/** @import { QualityFigures, ReviewerQuality } from '../../shared/generated/types' */
/** @import { Counted } from '../review/waiting.js' */

const DAYS = 30; // of how well she looks
const COUNT_MS = 60_000;
const counting = () => COUNT_MS;

/** lengths: of the bands; before: how many she decided before
 * @typedef {{ lengths: Counted, tasks: DeskTask[], before: number }} Known */

/** @param {{ band: Band, task: string, known: Known, own: ReviewerQuality | null, onLook: () => unknown }} props */
function Desk({ band, task, known: { lengths, tasks, before }, own, onLook }) {
  const round = useRound(band, task);
  const shown = shownOf(round);
  const bands = waitingNow(lengths, round.given.outbox, task);
  const reasons = useReasons(task);
  const speed = speedOf(round.given.outbox, before, now());
  useEffect(() => {
    if (round.turn > 0) onLook();
  }, [round.turn]);
  useRepeated(onLook, counting);
  const { one } = round;
  const about = one && shown.length > 0 && brief(one, round.places.aside.length);
  const settings = (one && tasks.find(({ task_id: id }) => id === one.order.task_id)?.settings) ?? null;
  return html`<div class="page page-wide desk" key=${`${band} ${task}`}>
    <${Top} bands=${bands} band=${band} tasks=${tasks} task=${task} speed=${speed} own=${own} about=${about}>
      <${Heading} title="审核" />
    <//>
    <${Work} round=${round} shown=${shown} settings=${settings} reasons=${reasons}>
      <${Between} round=${round} bands=${bands} band=${band} task=${task} onLook=${onLook} />
    <//>
    <${Notes} round=${round} />
  </div>`;
}

/** band: which pictures; task: of one task only; both in the address.
 * @param {{ band?: string, task?: string }} props */
export default function Review({ band = '', task = '' }) {
  const { staff_id: me } = useContext(Me);
  const known = useLoaded(async () => {
    const [{ tasks }, { reviewers }] = await Promise.all([listTasks(), reviewerStatistics()]);
    const own = reviewers.find(({ staff_id: id }) => id === me);
    return { tasks, before: own ? own.approved + own.rejected : 0 };
  });
  const quality = useLoaded(() => reviewQuality({ days: DAYS }));
  const own = /** @type {QualityFigures | null} */ (quality.value)?.reviewers.find(({ staff_id: id }) => id === me);
  const { outbox } = useMemo(() => deskOf(me), [me]);
  const queue = useLoaded(() => counted(outbox, task), [outbox, task]);
  const wanted = useRef(band);
  wanted.current = band;
  const { value: lengths } = queue;
  useEffect(() => {
    if (!lengths || lengths.bands.some(({ band: of }) => of === wanted.current)) return;
    replace('/review', { band: lengths.bands.find(({ waiting }) => waiting > 0)?.band ?? 'LOW', task });
  }, [lengths, band]);
  if (!lengths?.bands.some(({ band: of }) => of === band))
    return html`<${Await} of=${queue} title="审核">${() => null}<//>`;
  return html`<${Await} of=${known} title="审核">${(/** @type {Omit<Known, 'lengths'>} */ all) => html`
    <${Await} of=${queue} title="审核">${(/** @type {Counted} */ found) => html`
      <${Desk} band=${band} task=${task} known=${{ ...all, lengths: found }} own=${own ?? null}
          onLook=${queue.reload} />
    `}<//>
  `}<//>`;
}
