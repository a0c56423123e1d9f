/** What a channel is asked before it is recorded that money went back: it may stand in the way. */
import { html } from '../../../shared/vendor/preact.js';
import { ChannelSays, useChannel } from './channel_says.js';

/** @import { ChannelAnswer } from '../../../shared/generated/types' */
/** @import { Loaded } from '../../../shared/hooks.js' */

const OF_CHANNEL = new Set(['returned_by_hand', 'returned_on_page']);

/** @param {string} action */
export const isOfChannel = (action) => OF_CHANNEL.has(action);

/** What the channel says of the payment, and why the action would be refused; null if it would not, or is not known.
 * @param {string} orderId @param {number} attemptNo @param {string} action
 * @returns {[says: Loaded<ChannelAnswer>, why: string | null]} */
export function useRuledOut(orderId, attemptNo, action) {
  const says = useChannel(orderId, attemptNo);
  return [says, says.value?.refused.find(({ action: its }) => its === action)?.why ?? null];
}

/** @param {{ of: Loaded<ChannelAnswer>, why: string | null }} props */
export const ChannelFirst = ({ of: says, why }) => html`
  <${ChannelSays} of=${says} />
  ${why && html`<p class="notice notice-warn">现在不能登记：${why}。</p>`}
`;
