/** What goes wrong on phones nobody holds: WeChat's log in real time, read in its console.  Nothing personal goes
 * there. */
const IDS = /[0-9A-Za-z]{22,}/g;

/** @param {string} what @param {unknown} why */
function tell(what, why) {
  const text = why instanceof Error ? `${why.message} ${why.stack || ''}` : String(why);
  const manager = wx.getRealtimeLogManager?.();
  if (manager) manager.error(what.replace(IDS, '…'), text.replace(IDS, '…').slice(0, 2000));
}

module.exports = { tell };
