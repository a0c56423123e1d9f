/** A person's own data: a copy of it, and how it is deleted. */
import { html, useState } from '../../shared/vendor/preact.js';
import { listOrders, showMe } from '../../shared/generated/client.js';
import { useLoaded, useWork } from '../../shared/hooks.js';
import { Await, Button, Card, ErrorBox, Facts, Link, Page } from '../parts/ui.js';
import { Phone } from '../parts/contacts.js';
import { settings } from '../settings.js';

async function allOrders() {
  const orders = [];
  let cursor = null;
  do {
    const page = await listOrders({ cursor });
    orders.push(...page.orders);
    cursor = page.cursor;
  } while (cursor);
  return orders;
}

function save(name, value) {
  const url = URL.createObjectURL(new Blob([JSON.stringify(value, null, 2)], { type: 'application/json' }));
  const anchor = Object.assign(document.createElement('a'), { href: url, download: name });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

function Export() {
  const [done, setDone] = useState(false);
  const [run, busy, error] = useWork();
  const make = () => run(async () => {
    const [account, orders] = await Promise.all([showMe(), allOrders()]);
    save('我的数据.json', { 导出时间: new Date().toISOString(), 账号: account, 订单: orders });
    setDone(true);
  });
  return html`<${Card} title="导出我的数据">
    <p>下载一份本站保存的账号、同意记录和订单信息。照片请在订单详情中查看。</p>
    <${ErrorBox} error=${error} retry=${make} />
    <div role="status">${done && html`<p class="good-mark">已导出，请在浏览器的下载中查看。</p>`}</div>
    <${Button} kind="default" busy=${busy} onClick=${make}>下载<//>
  <//>`;
}

const Ask = ({ what }) => {
  const site = useLoaded(settings);
  return html`<${Await} of=${site}>${({ branch }) => html`<${Facts} rows=${[
    ['电话', html`<${Phone} phone=${branch.people[0].phone} />`],
    ['邮箱', html`<a href=${`mailto:${branch.email}?subject=${encodeURIComponent(what)}`}>${branch.email}</a>`],
    ['服务时间', branch.hours],
  ]} />`}<//>`;
};

export default function Data() {
  return html`<${Page} title="我的数据" back="#/me" lead="您可以查看、导出、删除自己的信息，也可以注销账号。">
    <${Export} />
    <${Card} title="删除我的数据">
      <p>照片和采集资料在任务交付后按任务公布的天数自动删除，付款和退款记录按会计法规保存。</p>
      <ul class="dots"><li>不再使用人脸照片：撤回《人脸照片处理单独同意书》。</li><li>还没有付款的订单：在订单详情中取消。</li><li>提前删除其他信息：请联系分社，核对身份后处理，并把结果告诉您。</li></ul>
      <${Link} kind="default" href="#/me/consents">撤回同意<//>
      <${Ask} what="删除个人信息" />
    <//>
    <${Card} title="注销账号">
      <p>没有进行中的订单时可以注销。注销后不能再用这个账号查看订单，手机号可以重新注册。请用注册手机号联系分社办理。</p>
      <${Ask} what="注销账号" />
    <//>
  <//>`;
}
