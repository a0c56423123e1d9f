/** A page for some roles: whoever has none of them reads who has, and nothing of the page is asked for. */
import { html, useContext } from '../../shared/vendor/preact.js';
import { Link, Page } from '../../shared/ui.js';
import { ROLES } from '../account_words.js';
import { Me, useMay } from '../session.js';
import { Card } from '../ui/card.js';

/** @import { StaffRole } from '../../shared/generated/types' */
/** @import { Component } from '../../shared/shell.js' */

/** @param {StaffRole[]} roles */
const named = (roles) => roles.map((role) => `“${ROLES[role]}”`).join('、');

/** @param {{ roles: StaffRole[] }} props */
function NotHers({ roles }) {
  const own = useContext(Me).roles.map(({ role }) => role);
  return html`<${Page} title="您的角色不能使用这个页面">
    <${Card}>
      <p>这个页面供${named(roles)}使用，您的角色是${named(own)}。</p>
      <p>工作需要时，请系统管理员在“员工账号”中为您开通，然后刷新这个页面。</p>
      <p><${Link} href="#/">回到首页<//></p>
    <//>
  <//>`;
}

/** @param {StaffRole[]} roles none: everybody may, without a login
 * @param {Component} Its the page @returns {Component} */
export function forRoles(roles, Its) {
  if (roles.length === 0) return Its;
  return (/** @type {never} */ props) => {
    const may = useMay();
    return may(...roles) ? html`<${Its} ...${props} />` : html`<${NotHers} roles=${roles} />`;
  };
}
