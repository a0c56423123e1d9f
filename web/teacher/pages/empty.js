/** The address without a link. */
import { html } from '../../shared/vendor/preact.js';
import { Closed } from '../parts/link.js';

export default () =>
  html`<${Closed} title="没有链接" what="这个地址不完整" action="请打开分社发给您的完整链接，或联系分社重新发送" />`;
