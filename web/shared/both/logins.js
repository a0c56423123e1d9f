/** Where somebody is logged in, in words. */

export const WHAT_ENDS = '最迟半分钟后生效，订单不受影响。之后要在那里继续，需要重新登录。';

/** "小程序 · iPhone · 微信".  @param {{ client: string, device: string }} login */
export const placeOf = ({ client, device }) => `${client === 'mini' ? '小程序' : '网站'} · ${device || '未知设备'}`;
