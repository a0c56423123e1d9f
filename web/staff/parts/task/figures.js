/** What a task's page reads of how it goes. */
import { useMemo } from '../../../shared/vendor/preact.js';
import { useLoaded } from '../../../shared/hooks.js';
import { now } from '../../../shared/clock.js';
import { taskDays, taskFirstPasses, taskProgress, taskRoster } from '../../generated/client.js';
import { collegesOf } from '../../task_figures.js';

/** @import { DayFigures, DeskTask, RosterProgress, TaskFirstPasses, TaskProgress }
 *   from '../../../shared/generated/types' */
/** @import { Loaded } from '../../../shared/hooks.js' */
/** @import { College } from '../../task_figures.js' */
/** @typedef {{ progress: TaskProgress, days: DayFigures[], firsts: TaskFirstPasses, at: number }} Counted at: in ms */
/**
 * @typedef {object} Figures
 * @property {Loaded<Counted>} counted
 * @property {Loaded<RosterProgress | null>} roster which takes a moment to count
 * @property {College[] | null} colleges null until all of it is there
 * @property {boolean} listed whether the task has a roster
 * @property {() => void} reload
 */

/** @param {DeskTask} task @returns {Figures} */
export function useFigures({ task_id: id, settings }) {
  const wanted = settings.roster !== 'NONE';
  const counted = useLoaded(async () => {
    const [progress, { days }, firsts] = await Promise.all([taskProgress(id), taskDays(id), taskFirstPasses(id)]);
    return { progress, days, firsts, at: now() };
  }, [id]);
  const roster = useLoaded(async () => ({ of: wanted ? await taskRoster(id) : null }), [id, wanted]);
  const [all, people] = [counted.value, roster.value];
  const colleges = useMemo(
    () => (all && people ? collegesOf(all.progress, all.firsts.classes, people.of) : null),
    [all, people],
  );
  const reload = () => {
    counted.reload();
    roster.reload();
  };
  return {
    counted,
    roster: { ...roster, value: people?.of ?? null, set: (of) => roster.set({ of }) },
    colleges,
    listed: wanted && people?.of?.people !== 0,
    reload,
  };
}
