/** How many orders wait for their owner, on the tab of her orders. */
const ORDERS = 1; // its place in the tab bar
const MOST = 99;

/** Where no tab bar is in sight WeChat refuses, and the next page with one says it again.  @param {number} count */
function show(count) {
  const fail = () => {};
  if (count) wx.setTabBarBadge({ index: ORDERS, text: count > MOST ? '…' : String(count), fail });
  else wx.removeTabBarBadge({ index: ORDERS, fail });
}

module.exports = { show };
