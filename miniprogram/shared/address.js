/** An address of WeChat's own book. */
const { cancelled } = require('./chosen');

/** null where she went back without choosing.  Throws a Refusal where WeChat or she forbids it. */
async function chosenAddress() {
  try {
    const { userName, telNumber, provinceName, cityName, countyName, detailInfo } = await wx.chooseAddress();
    return { consignee: userName, address: `${provinceName}${cityName}${countyName}${detailInfo}`, phone: telNumber };
  } catch (problem) {
    if (!cancelled(problem, '通讯地址')) throw problem;
    return null;
  }
}

module.exports = { chosenAddress };
