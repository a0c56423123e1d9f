/** Cards that are sent in WeChat.  Without a picture WeChat sends one of the page, with whatever stands there. */

/** @param {string} title @param {string} path */
const card = (title, path) => ({ title, path, imageUrl: '/art/share.png' });

/** Tells of the service, and of nobody. */
const serviceCard = () => card('高校图像信息采集：一部手机，拍好毕业证照片', '/pages/home/home/home');

/** A task's, with its code.  @param {string} title @param {string} code */
const taskCard = (title, code) => card(title, `/pages/tasks/start/start?code=${encodeURIComponent(code)}`);

/** Whoever opens it pays, and needs no account.  @param {string} token @param {string} price */
const payCard = (token, price) => card(`请您代付采集费 ${price}`, `/pages/orders/payfor/payfor?token=${token}`);

module.exports = { serviceCard, taskCard, payCard };
