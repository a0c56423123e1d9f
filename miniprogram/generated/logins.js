// Written by `python -m tools.web_client` from web/shared/both/logins.js: change it there.
/** Where somebody is logged in, in words. */

const WHAT_ENDS = '最迟半分钟后生效，订单不受影响。之后要在那里继续，需要重新登录。';

/** "小程序 · iPhone · 微信".  @param {{ client: string, device: string }} login */
const placeOf = ({ client, device }) => `${client === 'mini' ? '小程序' : '网站'} · ${device || '未知设备'}`;

module.exports = { WHAT_ENDS, placeOf };
