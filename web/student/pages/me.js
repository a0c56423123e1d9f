/** The account; what can be done about it is one tap away. */
import { html } from '../../shared/vendor/preact.js';
import { logout, showMe } from '../generated/client.js';
import { useLoaded, useWork } from '../../shared/hooks.js';
import { leave as forget } from '../session.js';
import { dropAllFiles } from '../kept_file.js';
import { when } from '../../shared/words.js';
import { Await, Button, Card, ErrorBox, Facts, Page } from '../../shared/ui.js';
import { Icon } from '../parts/icon.js';
import { Nickname } from '../parts/nickname.js';
import { replace } from '../../shared/router.js';

/** @import { AccountView } from '../../shared/generated/types' */

const MORE = [
  ['#/orders', 'orders', '我的订单'],
  ['#/me/consents', 'shield', '同意书和条款'],
  ['#/me/sessions', 'clock', '登录的设备'],
  ['#/me/invoice', 'bill', '发票抬头'],
  ['#/me/data', 'save', '导出我的数据'],
  ['#/me/deletion', 'bin', '删除我的数据'],
  ['#/me/closing', 'leave', '注销账号'],
  ['#/contact', 'phone', '联系我们'],
];

function Leave() {
  const [run, busy, error] = useWork();
  const leave = () =>
    run(async () => {
      await logout().catch((refusal) => {
        if (refusal.status !== 401) throw refusal;
      });
      await dropAllFiles();
      forget();
      replace('/login');
    });
  return html`<${ErrorBox} error=${error} /><${Button} kind="default" busy=${busy} onClick=${leave}>退出登录<//>`;
}

/** @param {{ moved?: string }} props moved: the number has just been changed */
export default function Me({ moved }) {
  const loaded = useLoaded(showMe);
  return html`<${Page} title="我的" wide>
    <${Await} of=${loaded}>${(/** @type {AccountView} */ me) => html`<div class="two">
      <${Card} title="账号">
        ${me.avatar_url && html`<img class="avatar" src=${me.avatar_url} alt="头像" width="72" height="72" />`}
        ${me.proven && html`<${Nickname} nickname=${me.nickname} onChanged=${loaded.set} />`}
        <${Facts} rows=${[['手机号', me.phone], ['注册时间', when(me.created_at)]]} />
        ${moved && html`<p class="note" role="status">手机号已更换，其他设备已全部退出。</p>`}
        ${me.proven && html`<p class="small"><a href="#/me/phone">更换手机号</a></p>`}
        ${
          !me.proven &&
          html`<p class="notice notice-warn">
            还没有核对身份，暂时看不到订单和资料。<a href="#/prove">去核对</a>
          </p>`
        }
      <//>
      <div class="beside">
        <nav class="card menu" aria-label="账号功能">${MORE.map(
          ([href, sign, word]) => html`<a href=${href}>
            <${Icon} name=${sign} /><span class="grow">${word}</span><${Icon} name="right" small />
          </a>`,
        )}</nav>
        <${Leave} />
      </div>
    </div>`}<//>
  <//>`;
}
